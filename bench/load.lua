-- The load of wrk: `wrk -s bench/load.lua URL -- WHAT FILE`. WHAT is read (random paths from FILE), same (the URL's own path) or intake
-- (POSTs with random services and places; FILE holds one form body a line). Prints one line of figures for measure.py.
local lines = {}

function init(arguments)
  what = arguments[1] or "same"
  if arguments[2] then
    for line in io.lines(arguments[2]) do lines[#lines + 1] = line end
  end
  math.randomseed(tonumber(tostring({}):match("0x(%x+)"), 16) % 2147483647)
end

function request()
  if what == "same" then return wrk.format("GET", wrk.path) end
  local line = lines[math.random(#lines)]
  if what == "read" then return wrk.format("GET", line) end
  return wrk.format("POST", wrk.path, { ["Content-Type"] = "application/x-www-form-urlencoded" }, line)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("FIGURES %d %d %.3f %.3f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
