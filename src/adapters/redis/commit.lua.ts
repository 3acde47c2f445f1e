/**
 * commit: one partition's checkpoint, all or nothing, on condition of the stored offset.
 *
 * KEYS  1 offset   2 totals   3 timers (zset: id -> due)   4 outbox (hash: id -> order and bytes)
 *       5 statistics (hash: group -> bytes)
 *       6…         the profiles to set, then the profiles to remove; all with the partition's hash tag
 * ARGV  1 expected offset, "generation:seq:storedAt"     2 next offset
 *       3 number of profiles to set                      4 totals, where they are set
 *       5 "t:a:b:c:d:e": 1 when totals are set, timers to set, timers to clear, outbox entries, outbox ids to trim, groups of statistics
 *       6…         profile values, then due and id of each timer to set, ids of timers to clear, id and bytes of each outbox entry,
 *                  outbox ids to trim, name and bytes of each group of statistics
 *
 * Returns 1 when committed, 0 when the stored offset is another one: then nothing was changed.
 * Guarantee: Redis runs it alone and whole. Everything that could fail (memory: the first write is refused as a whole) fails before the
 * first write. The stored offset ends with "|n", the number of commits: entries of the outbox begin with it and with their place in the
 * commit, eight bytes each, so that sorting gives the order they were committed in.
 * Arguments go to MSET and friends in slices, because Lua's unpack has room for about 8,000 values.
 */
export const COMMIT_LUA = `
local stored = redis.call('GET', KEYS[1])
local offset, commits = '0:0:0', 0
if stored then
  local cut = string.find(stored, '|', 1, true)
  offset, commits = string.sub(stored, 1, cut - 1), tonumber(string.sub(stored, cut + 1))
end
if offset ~= ARGV[1] then return 0 end
commits = commits + 1
redis.call('SET', KEYS[1], ARGV[2] .. '|' .. string.format('%.0f', commits))

local SLICE = 1000
local at = 6
local setting = tonumber(ARGV[3])
local first = 6
while first < 6 + setting do
  local last = math.min(first + SLICE / 2, 6 + setting) - 1
  local profiles, n = {}, 0
  for i = first, last do
    profiles[n + 1] = KEYS[i]
    profiles[n + 2] = ARGV[at]
    n = n + 2
    at = at + 1
  end
  redis.call('MSET', unpack(profiles))
  first = last + 1
end
while first <= #KEYS do
  local last = math.min(first + SLICE - 1, #KEYS)
  redis.call('DEL', unpack(KEYS, first, last))
  first = last + 1
end
local counts = {}
for count in string.gmatch(ARGV[5], '%d+') do counts[#counts + 1] = tonumber(count) end
if counts[1] == 1 then redis.call('SET', KEYS[2], ARGV[4]) end

local function slices(command, key, values)
  local stop = at + values
  while at < stop do
    local last = math.min(at + SLICE, stop) - 1
    redis.call(command, key, unpack(ARGV, at, last))
    at = last + 1
  end
end
slices('ZADD', KEYS[3], counts[2] * 2)
slices('ZREM', KEYS[3], counts[3])
if counts[4] > 0 then
  local order = struct.pack('>I8', commits)
  local entries, n = {}, 0
  for place = 1, counts[4] do
    entries[n + 1] = ARGV[at]
    entries[n + 2] = order .. struct.pack('>I8', place) .. ARGV[at + 1]
    n = n + 2
    at = at + 2
    if n >= SLICE then
      redis.call('HSET', KEYS[4], unpack(entries))
      entries, n = {}, 0
    end
  end
  if n > 0 then redis.call('HSET', KEYS[4], unpack(entries)) end
end
slices('HDEL', KEYS[4], counts[5])
slices('HSET', KEYS[5], counts[6] * 2)
return 1
`;

/** Bytes before an outbox entry's own: the number of its commit and its place there, both big-endian. */
export const OUTBOX_ORDER_BYTES = 16;
