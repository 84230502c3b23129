#pragma once
// What the host does for a plugin, behind an interface: the C boundary calls it, pack_services.cpp answers it from the packs, tests answer it themselves.
// Requests and answers are the JSON texts of the extension headers in core/abi.
#include <memory>
#include <string>
#include <string_view>

#include "host/stage.hpp"
#include "support/result.hpp"

namespace amends::host {

enum class LogLevel { debug, info, warn, error };

/// For whom a service works. Views live until the service returns.
struct ServiceContext {
  const StageManifest& manifest;
  const packs::PackSet* packs = nullptr;  ///< may be null: then every pack is missing
  std::string_view case_id, locale, institution;
};

/// Thread: any, several at once. Errors of each: `pack_missing`, `schema` (the request), `refused` (a pack that the manifest does not name), those of the packs.
class Services {
 public:
  virtual ~Services() = default;
  [[nodiscard]] virtual Result<std::shared_ptr<const std::string>> pack_file(const ServiceContext& context, std::string_view name) = 0;
  [[nodiscard]] virtual Result<std::string> pack_hash(const ServiceContext& context, std::string_view name) = 0;
  [[nodiscard]] virtual Result<std::string> text_match(const ServiceContext& context, std::string_view request) = 0;
  [[nodiscard]] virtual Result<std::string> text_normalise(const ServiceContext& context, std::string_view request) = 0;
  [[nodiscard]] virtual Result<std::string> text_numbers(const ServiceContext& context, std::string_view request) = 0;
  [[nodiscard]] virtual Result<std::string> text_similarity(const ServiceContext& context, std::string_view request) = 0;
  [[nodiscard]] virtual Result<std::string> calendar_add(const ServiceContext& context, std::string_view request) = 0;
  [[nodiscard]] virtual Result<std::string> calendar_rules(const ServiceContext& context, std::string_view request) = 0;
  [[nodiscard]] virtual Result<std::string> table_evaluate(const ServiceContext& context, std::string_view request) = 0;
  virtual void log(const ServiceContext& context, LogLevel level, std::string_view text) = 0;
};

/// A host without packs: every service answers `unsupported`, the log is dropped. For programs that only list or inspect plugins.
class NoServices final : public Services {
 public:
  Result<std::shared_ptr<const std::string>> pack_file(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> pack_hash(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> text_match(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> text_normalise(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> text_numbers(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> text_similarity(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> calendar_add(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> calendar_rules(const ServiceContext&, std::string_view) override { return none(); }
  Result<std::string> table_evaluate(const ServiceContext&, std::string_view) override { return none(); }
  void log(const ServiceContext&, LogLevel, std::string_view) override {}

 private:
  static Error none() { return fail(ErrorCode::unsupported, "this host has no packs; run the stage in a runtime with a pack set"); }
};

}  // namespace amends::host
