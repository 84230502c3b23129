# amends_add_plugin(NAME SOURCES ... MANIFEST plugin.json): builds one stage library.
