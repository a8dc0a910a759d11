#include <condition_variable>
#include <graphviz/gvc.h>
#include <locale.h>
#include <memory>
#include <mutex>

#include "engine/workflow/graphviz.h"

namespace faultline::workflow {

namespace {

/// One after the other: held by who is with Graphviz. Waiting for it can be stopped.
class Turn {
 public:
  explicit Turn(const std::stop_token& stop) {
    std::unique_lock lock(queue().mutex);
    m_mine = queue().free.wait(lock, stop, [] { return !queue().taken; }) && !stop.stop_requested();
    if (m_mine) queue().taken = true;
  }
  ~Turn() {
    if (!m_mine) return;
    const std::lock_guard lock(queue().mutex);
    queue().taken = false;
    queue().free.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool mine() const { return m_mine; }

 private:
  struct Queue {
    std::mutex mutex;
    std::condition_variable_any free;
    bool taken = false;
  };
  static Queue& queue() {
    static Queue all;
    return all;
  }

  bool m_mine = false;
};

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

/// Lives as long as the process: Graphviz leaks and loads its plugins again otherwise. In its turn.
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
  const Turn turn(stop);
  if (!turn.mine()) return failure(ErrorCode::Cancelled);
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
