#pragma once
// The acts of a Runtime whose journal another process writes: each goes there and comes back with its answer. Reading stays with the Runtime, on the file itself.
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/handover/acts.hpp"
#include "runtime/handover/client.hpp"

namespace amends::runtime::handover {

inline constexpr std::size_t kRowsMax = 300;                     ///< records of submit_many that go over together
inline constexpr std::size_t kRowsBytesMax = kFrameBytesMax / 4; ///< the same in bytes, but for a record that is longer alone

class Relay {
 public:
  /// To the process that holds the journal. `held`: the error that opening it for writing gave. Errors: `held` itself when nobody takes acts beside the file;
  /// `busy` when that process has other packs; those of Client::call.
  [[nodiscard]] static Result<std::unique_ptr<Relay>> beside(const std::string& database, const Error& held, const Footing& own);

  // As the members of Runtime of the same names.
  Result<std::string> deploy(std::string_view text, const std::string& file_name, const Actor& by) const;
  /// `workflow`: the hash of a definition that was deployed.
  Result<Submitted> submit(const std::string& workflow, json::Value record, const SubmitOptions& options, const Actor& by) const;
  Result<Progress> submit_many(const std::string& workflow, const std::function<std::optional<json::Value>()>& next,
                               const std::function<void(std::int64_t row, const Submitted&)>& taken, const std::function<void(std::int64_t row, const Error&)>& refused,
                               const std::function<bool(const Progress&)>& progress, const SubmitOptions& options, const Actor& by) const;
  Result<std::string> answer(std::string_view case_id, std::string_view task_id, json::Value answer, const Actor& by, std::string_view seen, std::string_view form) const;
  Result<void> claim(std::string_view case_id, std::string_view task_id, const Actor& by, std::string_view take_over_reason) const;
  Result<void> release(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by) const;
  Result<void> delegate(std::string_view case_id, std::string_view task_id, std::string_view to, std::string_view reason, const Actor& by) const;
  Result<std::vector<std::string>> recuse(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by) const;
  Result<json::Value> save_draft(std::string_view case_id, std::string_view task_id, json::Value fields, const Actor& by) const;
  Result<bool> drop_draft(std::string_view case_id, std::string_view task_id, const Actor& by) const;
  Result<std::string> message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const Actor& by, const Runtime::Keep& keep) const;
  Result<std::vector<std::string>> signal(std::string_view name, json::Value body, std::string_view signal_id, const Actor& by) const;
  Result<void> correct(std::string_view case_id, std::string_view path, json::Value value, std::string_view reason, const Actor& by) const;
  Result<void> add_document(std::string_view case_id, json::Value document, const Actor& by) const;
  Result<void> set_facts(std::string_view case_id, const json::Object& facts, std::string_view reason, const Actor& by) const;
  Result<std::string> resume(std::string_view case_id, std::string_view reason, const Actor& by) const;
  Result<std::string> suspend(std::string_view case_id, std::string_view reason, const Actor& by) const;
  Result<std::string> retry(std::string_view case_id, const Runtime::Retry& retry, std::string_view reason, const Actor& by) const;
  Result<std::vector<Runtime::Outgoing>> pull_outbox(const Runtime::Pull& pull, const Actor& by) const;
  Result<bool> acknowledge(std::string_view key, json::Value receipt, const Actor& by) const;
  Result<void> delivery_failed(std::string_view key, std::string_view reason, bool for_good, const Actor& by) const;
  Result<void> retry_delivery(std::string_view key, std::string_view reason, const Actor& by) const;
  Result<void> drop_delivery(std::string_view key, std::string_view reason, const Actor& by) const;
  Result<void> cancel(std::string_view case_id, std::string_view reason, const Actor& by) const;
  Result<void> move_clock(std::string_view case_id, std::string_view clock, const calendar::DeadlineEvent& event, const Actor& by) const;
  Result<std::vector<Runtime::Rebased>> rebase_clocks(const std::string& case_id, const std::string& clock, const std::string& reason, const Actor& by) const;
  Result<bool> take_bundle(const json::Value& bundle, const Actor& by) const;

 private:
  explicit Relay(Client client) : client_(std::move(client)) {}
  [[nodiscard]] Result<json::Value> call(const char* act, json::Object args, const Actor& by) const;
  [[nodiscard]] Result<std::string> text(const char* act, json::Object args, const Actor& by) const;
  [[nodiscard]] Result<bool> truth(const char* act, json::Object args, const Actor& by) const;
  [[nodiscard]] Result<void> nothing(const char* act, json::Object args, const Actor& by) const;

  Client client_;
};

}  // namespace amends::runtime::handover
