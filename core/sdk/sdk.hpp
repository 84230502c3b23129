#pragma once
// Everything a plugin's adapter needs.
#include "sdk/call.hpp"
#include "sdk/envelope.hpp"
#include "sdk/failure.hpp"
#include "sdk/json.hpp"
#include "sdk/plugin.hpp"
#include "sdk/reader.hpp"
#include "sdk/values.hpp"
