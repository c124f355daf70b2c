// What runs inside of Redis: one script for each step of the contract, so that a step is all or nothing and the first write
// of a handle wins. The scripts see handles, fingerprints, tokens, times and sealed bytes.
//
// Keys of a session, all in one slot: m its state; e sealed values, i what must be known without unsealing, u last uses,
// l literals, k counts by kind (these five expire together when nothing was used for the ttl); r reserved handles, c numbers
// of counters, n sealed names. i holds: fingerprint 8, kind 8, styles 1, literal 1, first seen 8, then counter 8 and
// number 8 for each number. c maps counter 8 and number 8 to a handle, or to nothing where the number is reserved.

import { hash } from "node:crypto";
import { DONE, GONE, INFO, NUMBERED, TORN } from "./redis-layout.ts";
import { CHECK_MARK } from "./redis-mark.ts";
import { LOAD, PUT } from "./redis-writing.ts";

/** A script as EVALSHA and EVAL want it. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

const COMMON = `
local m, e, i, u, l, k, r, c, n = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local call, sub, pack, unpk = redis.call, string.sub, struct.pack, struct.unpack
local NONE = pack('>d', -1)
local state = call('HMGET', m, 'salt', 'gone', 'rh', 'rn', 'cn', 'nn', 'used', 'evicted', 'name', 'created', 'sealing')
local salt, gone = state[1], tonumber(state[2] or 0)
local rh, rn, cn, nn = tonumber(state[3] or 0), tonumber(state[4] or 0), tonumber(state[5] or 0), tonumber(state[6] or 0)
${CHECK_MARK}local function torn()
  local size = call('HLEN', i)
  return call('HLEN', e) ~= size or call('ZCARD', u) ~= size or call('SCARD', r) ~= rh or call('HLEN', c) ~= cn
    or call('HLEN', n) ~= nn
end
local served
local function server()
  if not served then
    local t = call('TIME')
    served = t[1] * 1000 + math.floor(t[2] / 1000)
  end
  return served
end
local function clock(given)
  if given == '' then return server() end
  return tonumber(given)
end
local function in_pieces(list, size, step)
  for at = 1, #list, size do step(at, math.min(at + size - 1, #list)) end
end
local function lasts(ttl, step)
  for _, key in ipairs({e, i, u, l, k}) do
    if ttl > 0 then redis.pcall('PEXPIREAT', key, server() + ttl + 2 * step) else redis.pcall('PERSIST', key) end
  end
end
local function drop(handles)
  local kinds, bytes = {}, 0
  for _, h in ipairs(handles) do
    local info = call('HGET', i, h)
    if info then
      local kind = sub(info, 9, 16)
      kinds[kind] = (kinds[kind] or 0) + 1
      bytes = bytes + call('HSTRLEN', e, h)
      for at = ${INFO + 1}, #info, ${NUMBERED} do cn = cn - call('HDEL', c, sub(info, at, at + ${NUMBERED - 1})) end
      call('HDEL', i, h)
      call('HDEL', e, h)
      call('ZREM', u, h)
      call('ZREM', l, h)
      gone = gone + 1
    end
  end
  for kind, count in pairs(kinds) do
    if call('HINCRBY', k, kind, -count) <= 0 then call('HDEL', k, kind) end
  end
  if bytes > 0 then call('HINCRBY', k, 'bytes', -bytes) end
end
local was_gone, was_rh, was_rn, was_cn, was_nn = gone, rh, rn, cn, nn
-- Not when nothing has changed: known values can be masked while Redis is full.
local function save()
  if gone == was_gone and rh == was_rh and rn == was_rn and cn == was_cn and nn == was_nn then return end
  call('HSET', m, 'gone', gone, 'rh', rh, 'rn', rn, 'cn', cn, 'nn', nn)
end
local function name_all(from)
  for at = from, #ARGV, 2 do
    if call('HEXISTS', n, ARGV[at]) == 0 then nn = nn + call('HSET', n, ARGV[at], ARGV[at + 1]) end
  end
end
`;

// ARGV: now, ttl, step, handles, '1' when it counts as use. Answers with styles, one byte each, and the sealed values.
const GET = `
if not salt then return {${GONE}} end
if torn() then return {${TORN}} end
local now, ttl, step, asked = clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local styles, answer, touched = {}, {${DONE}, tostring(gone), salt, ''}, {}
local handles = {}
for at = 1, #asked, 8 do handles[#handles + 1] = sub(asked, at, at + 7) end
in_pieces(handles, 1000, function(from, to)
  local infos = call('HMGET', i, unpack(handles, from, to))
  local uses = call('ZMSCORE', u, unpack(handles, from, to))
  local live = {}
  for at = from, to do
    local info, used = infos[at - from + 1], tonumber(uses[at - from + 1] or 0)
    if info and (ttl == 0 or used + ttl > now) then
      styles[at] = sub(info, 17, 17)
      live[#live + 1] = handles[at]
      if now - used > step then touched[#touched + 1] = handles[at] end
    else
      styles[at] = '\\0'
    end
  end
  if #live > 0 then
    for _, sealed in ipairs(call('HMGET', e, unpack(live))) do answer[#answer + 1] = sealed end
  end
end)
answer[4] = table.concat(styles)
-- A use that cannot be noted, because Redis is full or only to be read, is no reason to restore nothing.
if ARGV[5] == '1' and #touched > 0 then
  for _, h in ipairs(touched) do redis.pcall('ZADD', u, 'XX', now, h) end
  redis.pcall('HSET', m, 'used', now)
  lasts(ttl, step)
end
return answer
`;

// ARGV: counters with numbers. Answers with the handles.
const NUMBERS = `
if not salt then return {${GONE}} end
if torn() then return {${TORN}} end
local asked, found = ARGV[1], {}
for at = 1, #asked, ${NUMBERED} do
  local h = call('HGET', c, sub(asked, at, at + ${NUMBERED - 1}))
  found[#found + 1] = (h and h ~= '') and h or NONE
end
return {${DONE}, tostring(gone), table.concat(found)}
`;

// ARGV: salt, now, bound, handles, counters with numbers, then names by token. All of them distinct.
const RESERVE = `
if not salt or salt ~= ARGV[1] then return {${GONE}} end
if torn() then return {${TORN}} end
local bound, refused = tonumber(ARGV[3]), 0
name_all(6)
for at = 1, #ARGV[4], 8 do
  local h = sub(ARGV[4], at, at + 7)
  if call('HEXISTS', i, h) == 0 and call('SISMEMBER', r, h) == 0 then
    if rh + rn >= bound then refused = refused + 1 else rh = rh + call('SADD', r, h) end
  end
end
for at = 1, #ARGV[5], ${NUMBERED} do
  local counter, number = sub(ARGV[5], at, at + 7), unpk('>d', ARGV[5], at + 8)
  local entry = sub(ARGV[5], at, at + ${NUMBERED - 1})
  if number >= tonumber(call('HGET', m, 'x' .. counter) or 1) and call('HEXISTS', c, entry) == 0 then
    if rh + rn >= bound then
      refused = refused + 1
    else
      cn = cn + call('HSET', c, entry, '')
      rn = rn + 1
    end
  end
end
save()
return {${DONE}, tostring(gone), refused}
`;

// ARGV: new salt, now, sealed name. Makes the session where there is none.
const ENSURE = `
if salt then return {${DONE}, tostring(gone), salt} end
for _, key in ipairs({e, i, u, r, c, n}) do
  if call('EXISTS', key) == 1 then return {${TORN}} end
end
call('HSET', m, 'salt', ARGV[1], 'created', clock(ARGV[2]), 'used', clock(ARGV[2]), 'name', ARGV[3], 'gone', 0)
return {${DONE}, '0', ARGV[1]}
`;

const LOOK = `
if not salt then return {${GONE}} end
return {${DONE}, tostring(gone), salt}
`;

// ARGV: the most. Handles, oldest first.
const LITERALS = `
if not salt then return {${GONE}} end
if torn() then return {${TORN}} end
local most = tonumber(ARGV[1])
if most <= 0 then return {${DONE}, tostring(gone), ''} end
return {${DONE}, tostring(gone), table.concat(call('ZRANGE', l, -most, -1))}
`;

// ARGV: now, ttl. Answers with name, created, used, evicted, reserved, entries, bytes, then token and count of each kind.
const DESCRIBE = `
if not salt then return {${GONE}} end
if torn() then return {${TORN}} end
local now, ttl = clock(ARGV[1]), tonumber(ARGV[2])
local entries, bytes, counts = call('HLEN', i), 0, {}
local all = call('HGETALL', k)
for at = 1, #all, 2 do
  if all[at] == 'bytes' then bytes = tonumber(all[at + 1]) else counts[all[at]] = tonumber(all[at + 1]) end
end
if ttl > 0 then
  for _, h in ipairs(call('ZRANGEBYSCORE', u, '-inf', now - ttl)) do
    local kind = sub(call('HGET', i, h), 9, 16)
    counts[kind] = counts[kind] - 1
    bytes = bytes - call('HSTRLEN', e, h)
    entries = entries - 1
  end
end
local answer = {${DONE}, state[9], state[10], state[7], state[8] or '0', tostring(rh + rn), tostring(entries), tostring(bytes)}
for kind, count in pairs(counts) do
  if count > 0 then
    answer[#answer + 1] = call('HGET', n, kind)
    answer[#answer + 1] = tostring(count)
  end
end
return answer
`;

// ARGV: now, ttl, the most at once.
const PRUNE = `
if not salt then return {${GONE}} end
if torn() then return {${TORN}} end
local before = gone
if tonumber(ARGV[2]) > 0 then
  drop(call('ZRANGEBYSCORE', u, '-inf', clock(ARGV[1]) - tonumber(ARGV[2]), 'LIMIT', 0, ARGV[3]))
end
-- Where all entries went at once, their numbers are left: they stay given, and lead nowhere.
if call('HLEN', i) == 0 and cn > rn then
  local all = call('HGETALL', c)
  for at = 1, #all, 2 do
    if all[at + 1] ~= '' then cn = cn - call('HDEL', c, all[at]) end
  end
end
save()
return {${DONE}, tostring(gone), gone - before}
`;

const PURGE = `
local was = call('EXISTS', m, e, i, u, l, k, r, c, n)
call('UNLINK', m, e, i, u, l, k, r, c, n)
return {${DONE}, '', was > 0 and 1 or 0}
`;

// ARGV: pairs of handle and newly sealed value, behind the head (14 bytes) that the old one must still have.
const RESEAL = `
if not salt then return {${GONE}} end
local done = 0
for at = 1, #ARGV, 3 do
  local old = call('HGET', e, ARGV[at])
  if old and sub(old, 1, 14) == ARGV[at + 1] then
    call('HSET', e, ARGV[at], ARGV[at + 2])
    done = done + 1
  end
end
return {${DONE}, tostring(gone), done}
`;

// ARGV: cursor, the most at once, about. Answers with the next cursor, then number and count of each sealing key.
const SEALED = `
if not salt then return {${GONE}} end
local page = call('HSCAN', e, ARGV[1], 'COUNT', ARGV[2])
local counts, answer = {}, {${DONE}, tostring(gone), page[1]}
for at = 2, #page[2], 2 do
  local no = unpk('>I2', page[2][at])
  counts[no] = (counts[no] or 0) + 1
end
for no, count in pairs(counts) do
  answer[#answer + 1] = no
  answer[#answer + 1] = count
end
return answer
`;

const scriptOf = (body: string): Script => {
  const source = (COMMON + body).replace(/^ *--.*\n/gm, "");
  return { source, sha: hash("sha1", source) };
};

export const SCRIPTS = {
  put: scriptOf(PUT),
  get: scriptOf(GET),
  numbers: scriptOf(NUMBERS),
  reserve: scriptOf(RESERVE),
  ensure: scriptOf(ENSURE),
  look: scriptOf(LOOK),
  literals: scriptOf(LITERALS),
  describe: scriptOf(DESCRIBE),
  prune: scriptOf(PRUNE),
  purge: scriptOf(PURGE),
  reseal: scriptOf(RESEAL),
  sealed: scriptOf(SEALED),
  load: scriptOf(LOAD),
} as const;
