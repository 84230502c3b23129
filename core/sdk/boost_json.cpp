// Boost.JSON itself, compiled into the SDK's library and hidden in every plugin that links it.
#include <boost/json/src.hpp>
