#include "sdk/plugin.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <map>

namespace amends::sdk {
namespace {

class FunctionStage final : public Stage {
 public:
  explicit FunctionStage(StageFunction function) : function_(function) {}
  void handle(const Call& call, Envelope& out) override { function_(call, out); }

 private:
  StageFunction function_;
};

amends_str to_c(std::string_view text) { return {text.data(), text.size()}; }
std::string_view from_c(amends_str text) { return {text.data, static_cast<std::size_t>(text.size)}; }

void report(const amends_call* call, std::string_view code, std::string_view text, std::string_view path) noexcept {
  try {
    std::string details;
    if (!path.empty()) details = write_json(Object{{"path", std::string(path)}});
    call->set_error(call, to_c(code), to_c(text), to_c(details));
  } catch (...) {
    call->set_error(call, to_c(code), to_c("out of memory while reporting an error; free memory and run the stage again"), to_c(""));
  }
}

/// Every function that the host calls runs inside this: no exception leaves the library.
template <class F>
amends_status guard(const amends_call* call, F&& body) noexcept {
  try {
    return body();
  } catch (const Failure& failure) {
    report(call, failure.code(), failure.what(), failure.path());
    return failure.status();
  } catch (const std::exception& exception) {
    report(call, "error.internal", exception.what(), {});
    return AMENDS_INTERNAL;
  } catch (...) {
    report(call, "error.internal", "an exception that is no std::exception", {});
    return AMENDS_INTERNAL;
  }
}

}  // namespace

StageEntry::StageEntry(std::string_view stage_id, StageFunction function)
    : id(stage_id), make([function](const Reader&) { return std::make_unique<FunctionStage>(function); }) {}

namespace detail {

/// What the C table of one stage points to.
struct StageContext {
  StageEntry entry;
  std::string version;
  amends_stage table{};
};

struct PluginTable::State {
  std::vector<std::unique_ptr<StageContext>> contexts;  // stable addresses: the C tables point into them
  std::vector<const amends_stage*> stages;
  amends_plugin plugin{};
};

namespace {

struct Instance {
  const StageContext* context;
  const amends_host* host;
  std::unique_ptr<Stage> stage;
  PackCache packs;
};

amends_status create(const amends_stage* self, const amends_host* host, const amends_call* call, amends_str config, amends_instance** out) {
  return guard(call, [&] {
    const auto* context = static_cast<const StageContext*>(self->context);
    auto instance = std::make_unique<Instance>();
    instance->context = context;
    instance->host = host;
    const auto value = parse_json(from_c(config));
    instance->stage = context->entry.make(Reader(value, "config"));
    *out = reinterpret_cast<amends_instance*>(instance.release());
    return AMENDS_OK;
  });
}

amends_status handle(amends_instance* self, const amends_call* call, amends_str document) {
  return guard(call, [&] {
    auto* instance = reinterpret_cast<Instance*>(self);
    // The record is read-only and dies with the call: one block of memory, freed at once.
    alignas(16) unsigned char first_block[16 * 1024];
    boost::json::monotonic_resource memory(first_block, sizeof first_block);
    const auto value = parse_json(from_c(document), &memory);
    const Call view(instance->context->entry.id, instance->context->version, instance->host, call, value, instance->packs);
    Envelope envelope(view);
    instance->stage->handle(view, envelope);
    const auto bytes = envelope.bytes();
    return call->set_result(call, to_c(bytes));
  });
}

void destroy(amends_instance* self) { delete reinterpret_cast<Instance*>(self); }

}  // namespace

PluginTable::PluginTable(std::string_view manifest_text, std::initializer_list<StageEntry> stages) : state_(std::make_unique<State>()) {
  const auto manifest = parse_json(manifest_text);
  const Reader reader(manifest);
  for (const auto& entry : stages) {
    auto context = std::make_unique<StageContext>(StageContext{entry, {}, {}});
    for (const auto& row : reader.list("stages"))
      if (row.text_or("id", "") == entry.id) context->version = std::string(row.text_or("version", ""));
    if (context->version.empty()) fail("error.internal", "the manifest has no stage '" + entry.id + "'; add it to plugin.json");
    context->table = {sizeof(amends_stage), 0, context.get(), to_c(context->entry.id), create, handle, destroy};
    state_->stages.push_back(&context->table);
    state_->contexts.push_back(std::move(context));
  }
  state_->plugin = {sizeof(amends_plugin), static_cast<std::uint32_t>(state_->stages.size()), to_c(manifest_text), state_->stages.data()};
}

PluginTable::~PluginTable() = default;

const amends_plugin* PluginTable::table() const { return &state_->plugin; }

}  // namespace detail
}  // namespace amends::sdk
