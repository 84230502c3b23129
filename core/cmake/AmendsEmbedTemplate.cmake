# Writes the files of plugins/_template into a C++ source. Called at build time:
# cmake -DFOLDER=plugins/_template "-DFILES=a|b" -DOUTPUT=template_files.cpp -P AmendsEmbedTemplate.cmake
string(REPLACE "|" ";" _files "${FILES}")
set(_arrays "")
set(_rows "")
set(_index 0)
foreach(_file IN LISTS _files)
  file(READ ${FOLDER}/${_file} _hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," _bytes "${_hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n  " _bytes "${_bytes}")
  string(APPEND _arrays "const unsigned char kFile${_index}[] = {\n  ${_bytes}0x00};\n")
  string(APPEND _rows "    TemplateFile{\"${_file}\", text(kFile${_index}, sizeof kFile${_index} - 1)},\n")
  math(EXPR _index "${_index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made from plugins/_template; do not edit.
#include \"host/template_files.hpp\"

namespace amends::host {
namespace {

std::string_view text(const unsigned char* bytes, std::size_t size) { return {reinterpret_cast<const char*>(bytes), size}; }

${_arrays}
const TemplateFile kFiles[] = {
${_rows}};

}  // namespace

std::span<const TemplateFile> template_files() noexcept { return kFiles; }

}  // namespace amends::host
")
