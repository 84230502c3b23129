#pragma once
#include "engine.hpp"
#include "native_rows.hpp"

namespace amends::python {

/// Rows of a file for submit_many, read by the same reader as `amends run`. Errors of the constructor: those of runtime::InputFile::open. Needs the engine to live on.
class FileRows final : public NativeRows {
 public:
  FileRows(Engine& engine, const std::string& path, const std::string& mapping, const std::string& institution) {
    runtime::InputOptions options;
    options.mapping = mapping;
    options.institution = institution;
    file_ = unwrap(runtime::InputFile::open(path, *engine.runtime().environment().packs, engine.runtime().environment().organisations, options));
  }
  [[nodiscard]] Result<std::optional<NativeRow>> next() override {
    AMENDS_TRY(auto row, file_->next());
    if (!row) return std::optional<NativeRow>();
    return std::optional<NativeRow>(NativeRow{row->number, std::move(row->record), std::move(row->error)});
  }
  [[nodiscard]] bool mapped() const override { return true; }
  [[nodiscard]] std::int64_t done() const override { return file_->bytes_done(); }
  [[nodiscard]] std::int64_t total() const override { return file_->bytes_total(); }

 private:
  std::unique_ptr<runtime::InputFile> file_;
};

}  // namespace amends::python
