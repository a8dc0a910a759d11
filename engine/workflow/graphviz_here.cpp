#include <chrono>
#include <clocale>
#include <graphviz/gvc.h>
#include <locale.h>
#include <memory>
#include <mutex>

#include "engine/workflow/graphviz.h"

namespace faultline::workflow {

namespace {

std::timed_mutex& graphvizMutex() {
  static std::timed_mutex mutex;
  return mutex;
}

/// Graphviz reads and writes numbers as the locale says, and the window sets one.
class PlainNumbers {
 public:
  PlainNumbers() : m_plain(newlocale(LC_ALL_MASK, "C", nullptr)), m_before(uselocale(m_plain)) {}
  ~PlainNumbers() {
    uselocale(m_before);
    freelocale(m_plain);
  }
  PlainNumbers(const PlainNumbers&) = delete;
  PlainNumbers& operator=(const PlainNumbers&) = delete;

 private:
  locale_t m_plain;
  locale_t m_before;
};

/// Lives as long as the process: Graphviz leaks and loads its plugins again otherwise. Under the mutex.
GVC_t* context() {
  static GVC_t* const made = [] {
    agseterr(AGMAX);  // it would write to stderr
    return gvContext();
  }();
  return made;
}

struct CloseGraph {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};
struct FreeLayout {
  void operator()(Agraph_t* graph) const { gvFreeLayout(context(), graph); }
};
struct FreeText {
  void operator()(char* text) const { gvFreeRenderData(text); }
};

}  // namespace

Result<std::string> layOutHere(const std::string& dot, const std::stop_token& stop) {
  std::unique_lock lock(graphvizMutex(), std::defer_lock);
  while (!lock.try_lock_for(std::chrono::milliseconds(20))) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  }
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  const PlainNumbers numbers;
  const auto failed = [](const char* what) { return failure(ErrorCode::LayoutFailed, "workflow", what); };
  const std::unique_ptr<Agraph_t, CloseGraph> graph(agmemread(dot.c_str()));
  if (context() == nullptr || !graph) return failed("Graphviz did not take the graph");
  if (gvLayout(context(), graph.get(), "dot") != 0) return failed("Graphviz's dot failed");
  const std::unique_ptr<Agraph_t, FreeLayout> laidOut(graph.get());
  char* text = nullptr;
  unsigned length = 0;
  if (gvRenderData(context(), graph.get(), "json0", &text, &length) != 0)
    return failed("Graphviz has no JSON");
  const std::unique_ptr<char, FreeText> owned(text);
  return std::string(text, length);
}

}  // namespace faultline::workflow
