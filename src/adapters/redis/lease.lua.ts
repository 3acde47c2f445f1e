/**
 * lease: takes a partition's lease, or prolongs it for the one who holds it.
 *
 * KEYS  1 lease     ARGV  1 the asker's token   2 time to live, ms   3 "take" or "renew"
 *
 * Returns 1 when the token holds the lease now. "renew" never takes a free one. Guarantee: of two askers one gets it; but time passes
 * differently for the asker and for Redis, so a holder may be wrong for a moment. Nothing's correctness depends on it.
 */
export const LEASE_LUA = `
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
if holder or ARGV[3] ~= 'take' then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/**
 * release: gives a lease back.
 *
 * KEYS  1 lease     ARGV  1 the holder's token
 *
 * Returns 1 when it was given back, 0 when another holds it by now: that one's lease stays.
 */
export const RELEASE_LUA = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/**
 * announce: says that a member lives, forgets those whose time is over, and counts.
 *
 * KEYS  1 members (zset: member -> end of life)     ARGV  1 member   2 time to live, ms
 *
 * Returns how many live. Time is the server's own, so that members' clocks don't matter.
 */
export const ANNOUNCE_LUA = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return redis.call('ZCARD', KEYS[1])
`;
