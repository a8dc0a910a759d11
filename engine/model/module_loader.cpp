#include <array>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <malloc.h>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/key_model.h"
#include "engine/model/model_module.h"
#include "engine/model/value_model.h"

namespace faultline::model {

namespace {

constexpr const char* kModuleFile = "libfaultline_model.so";
constexpr const char* kModuleVariable = "FAULTLINE_MODEL_MODULE";

struct LoadedModule {
  ModelModule* module = nullptr;
  std::vector<Notice> notices;
};

std::vector<std::filesystem::path> candidates() {
  if (const char* given = std::getenv(kModuleVariable); given != nullptr && *given != '\0') return {given};
  std::error_code problem;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", problem).parent_path();
  // Beside the program, where an installation has it, and above the tests of a build tree.
  return {folder / kModuleFile, folder / "../lib/faultline" / kModuleFile, folder / ".." / kModuleFile};
}

/// Torch allocates and frees the same large blocks in each step; giving them back to the system each time
/// costs a fifth of the training.
void keepLargeBlocks() {
  constexpr int kMmapThreshold = 32 << 20;  // the largest that malloc takes
  constexpr int kTrimThreshold = 256 << 20;
  mallopt(M_MMAP_THRESHOLD, kMmapThreshold);
  mallopt(M_TRIM_THRESHOLD, kTrimThreshold);
}

/// The library that the module's matrix products end up in, by the symbol that they call.
std::string blasPath(void* module) {
  Dl_info info{};
  void* const product = dlsym(module, "sgemm_");
  if (product == nullptr || dladdr(product, &info) == 0 || info.dli_fname == nullptr) return "not found";
  return info.dli_fname;
}

/// Asked of the library itself and what it links to: another OpenBLAS may be loaded for somebody else.
bool isFastBlas(const std::string& path) {
  void* const blas = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (blas == nullptr) return false;
  constexpr std::array kMarks{"openblas_get_config", "MKL_Get_Version_String", "bli_info_get_version_str"};
  bool fast = false;
  for (const char* mark : kMarks) fast = fast || dlsym(blas, mark) != nullptr;
  dlclose(blas);
  return fast;
}

/// OpenBLAS's own threads fight with those that share out the batches: three times slower. Done by its
/// function and not by its environment variable, which could not be set safely while other threads run.
void holdBlasToOneThread(void* module) {
  using SetThreads = void (*)(int);
  if (void* const found = dlsym(module, "openblas_set_num_threads")) reinterpret_cast<SetThreads>(found)(1);
}

Result<LoadedModule> load(int threads) {
  void* handle = nullptr;
  std::string tried;
  std::string why = "not found";
  for (const auto& path : candidates()) {
    tried += (tried.empty() ? "" : ", ") + path.lexically_normal().string();
    std::error_code problem;
    if (!std::filesystem::exists(path, problem)) continue;
    keepLargeBlocks();
    handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle != nullptr) break;
    why = dlerror();
  }
  if (handle == nullptr) return failure(ErrorCode::ModelModuleMissing, tried, why);
  void* const entry = dlsym(handle, kModelModuleEntry);
  if (entry == nullptr) return failure(ErrorCode::ModelModuleMissing, tried, "it is of another version");
  holdBlasToOneThread(handle);
  LoadedModule loaded;
  loaded.module = reinterpret_cast<ModelModuleEntry>(entry)(threads);
  if (loaded.module == nullptr) return failure(ErrorCode::ModelFailed, tried, "the module did not start");
  if (std::string blas = blasPath(handle); !isFastBlas(blas)) {
    loaded.notices.push_back({ErrorCode::SlowBlas, {}, std::move(blas)});
  }
  return loaded;
}

std::mutex g_mutex;                    // guards g_loaded
std::optional<LoadedModule> g_loaded;  // never unloaded: torch cannot be

Result<ModelModule*> module(int threads) {
  const std::lock_guard lock(g_mutex);
  if (!g_loaded) {
    FAULTLINE_TRY_ASSIGN(g_loaded, load(threads));
  }
  return g_loaded->module;
}

}  // namespace

Result<std::unique_ptr<KeyModel>> makeKeyModel(const KeyModelSettings& settings, int threads) {
  FAULTLINE_TRY_ASSIGN(ModelModule * loaded, module(threads));
  return loaded->makeKeyModel(settings);
}

Result<std::unique_ptr<KeyModel>> loadKeyModel(const std::string& bytes, int threads) {
  FAULTLINE_TRY_ASSIGN(ModelModule * loaded, module(threads));
  return loaded->loadKeyModel(bytes);
}

Result<std::unique_ptr<SequenceClassifier>> trainSequenceClassifier(
    const VectorSequences& sequences, std::span<const float> targets, std::span<const float> weights,
    const RivalSettings& settings, int threads, const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(ModelModule * loaded, module(threads));
  return loaded->trainSequenceClassifier(sequences, targets, weights, settings, stop, progress);
}

Result<std::unique_ptr<Autoencoder>> trainAutoencoder(std::span<const float> rows, std::size_t width,
                                                      std::span<const float> weights,
                                                      const RivalSettings& settings, int threads,
                                                      const std::stop_token& stop,
                                                      const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(ModelModule * loaded, module(threads));
  return loaded->trainAutoencoder(rows, width, weights, settings, stop, progress);
}

Result<std::unique_ptr<ValueModel>> makeValueModel(const ValueModelSettings& settings,
                                                   const std::vector<int>& widths, int threads) {
  FAULTLINE_TRY_ASSIGN(ModelModule * loaded, module(threads));
  return loaded->makeValueModel(settings, widths);
}

Result<std::unique_ptr<ValueModel>> loadValueModel(const std::string& bytes, int threads) {
  FAULTLINE_TRY_ASSIGN(ModelModule * loaded, module(threads));
  return loaded->loadValueModel(bytes);
}

std::vector<Notice> modelNotices() {
  const std::lock_guard lock(g_mutex);
  return g_loaded ? g_loaded->notices : std::vector<Notice>{};
}

}  // namespace faultline::model
