#pragma once
#include "engine.hpp"

namespace amends::python {

/// Rows of a file for submit_many, read by the same reader as `amends run`.
class FileRows {
 public:
  FileRows(Engine& engine, const std::string& path, const std::string& mapping, const std::string& institution) {
    runtime::InputOptions options;
    options.mapping = mapping;
    options.institution = institution;
    file_ = unwrap(runtime::InputFile::open(path, *engine.runtime().environment().packs, engine.runtime().environment().organisations, options));
  }
  py::object next() {
    while (true) {
      auto row = unwrap(file_->next());
      if (!row) throw py::stop_iteration();
      if (row->record) return to_python(*row->record);
      rejected_.append(rejected_dict(row->number, *row->error));
    }
  }
  py::list rejected() { return rejected_; }

 private:
  std::unique_ptr<runtime::InputFile> file_;
  py::list rejected_;
};

}  // namespace amends::python
