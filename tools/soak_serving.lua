-- Asks for pages, and for what each page names of its release: as a browser does, but without keeping anything.
-- Addresses of pages come from the file that PAGES names, one a line.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  pages, wanted, failed, asked = {}, {}, {}, 0
  pages_read, versions_read, failures = 0, 0, 0
  for line in io.lines(os.getenv("PAGES")) do table.insert(pages, line) end
  nth = number * 97
end

function request()
  asked = asked + 1
  local path = table.remove(wanted)
  if path then return wrk.format("GET", path, { ["Accept-Encoding"] = "gzip" }) end
  nth = nth + 1
  return wrk.format("GET", pages[nth % #pages + 1])
end

local function fail(what)
  failures = failures + 1
  if #failed < 5 then table.insert(failed, what) end
end

function response(status, headers, body)
  if status ~= 200 then
    fail("status " .. status)
  elseif headers["Content-Encoding"] == "gzip" then
    versions_read = versions_read + 1
  else
    pages_read = pages_read + 1
    if not body:find("</html>%s*$") then fail("a page without an end") end
    local style, script = body:match('"[./]*(kod/%x+/stil%.css)"'), body:match('"[./]*(kod/%x+/)kunskapsbank%.js"')
    if not (style and script) then return fail("a page without style or script") end
    table.insert(wanted, "/" .. style)
    table.insert(wanted, "/" .. script .. "kunskapsbank.js")
    local index = body:match('"[./]*(sokindex/%x+/)"')
    if index then
      table.insert(wanted, "/" .. script .. "sok/sida.js")
      table.insert(wanted, "/" .. index .. "regler.json")
    end
  end
end

function done(summary, latency)
  local pages_all, versions_all, failures_all, first = 0, 0, 0, ""
  for _, thread in ipairs(threads) do
    pages_all = pages_all + thread:get("pages_read")
    versions_all = versions_all + thread:get("versions_read")
    failures_all = failures_all + thread:get("failures")
    for _, what in ipairs(thread:get("failed")) do first = first .. what .. "; " end
  end
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "pages": %d, "versions": %d, "failures": %d, "connect": %d, "read": %d, "write": %d, ' ..
    '"timeout": %d, "p50_ms": %.2f, "p99_ms": %.2f, "first": %q}\n',
    summary.requests, pages_all, versions_all, failures_all, errors.connect, errors.read, errors.write, errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, first))
end
