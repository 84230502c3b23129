# Writes plugin.json into a source file, byte for byte. Called at build time: cmake -DINPUT=plugin.json -DOUTPUT=file.c -P AmendsEmbedManifest.cmake
file(READ ${INPUT} _hex HEX)
string(LENGTH "${_hex}" _digits)
math(EXPR _size "${_digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," _bytes "${_hex}")
string(REGEX REPLACE "(................................................................................)" "\\1\n  " _bytes "${_bytes}")
file(WRITE ${OUTPUT} "/* Made from plugin.json by amends_add_plugin; do not edit. */
#include <stdint.h>
#ifdef __cplusplus
extern \"C\" {
#endif
extern const unsigned char amends_embedded_manifest[];
extern const uint64_t amends_embedded_manifest_size;
const uint64_t amends_embedded_manifest_size = ${_size}u;
const unsigned char amends_embedded_manifest[] = {
  ${_bytes}0x00 /* the size does not count this end mark */
};
#ifdef __cplusplus
}
#endif
")
