// What runs inside of Redis: one script for each step of the contract, so that a step is all or nothing and the first write
// of a handle wins. The scripts see handles, fingerprints, tokens, times and sealed bytes.
//
// Keys of a session, all in one slot: m its state; e sealed values, i what must be known without unsealing, u last uses,
// l literals, k counts by kind (these five expire together when nothing was used for the ttl); r reserved handles, c numbers
// of counters, n sealed names. i holds: fingerprint 8, kind 8, styles 1, literal 1, first seen 8, then counter 8 and
// number 8 for each number. c maps counter 8 and number 8 to a handle, or to nothing where the number is reserved.

import { hash } from "node:crypto";

/** A script as EVALSHA and EVAL want it. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

/** The first element of each answer. */
export const DONE = 0;
/** The session is not there, or is not the one that was meant: it was purged. */
export const GONE = 1;
/** Redis has dropped a part of the session. */
export const TORN = 2;
export const FULL = 3;
export const USED_UP = 4;
export const CONFLICT = 5;

/** Bytes of a value's record in PUT: three handles, fingerprint, kind, counter, limit (8 each), length 4, styles, literal. */
export const PUT_RECORD = 62;
/** Bytes of a result of PUT: handle, kind, number (8 each), whether it was made. */
export const PUT_RESULT = 25;
/** Bytes of a number of a counter: token, number. */
export const NUMBERED = 16;
/** Where the numbers of an entry begin in `i`. */
export const INFO = 26;

const COMMON = `
local m, e, i, u, l, k, r, c, n = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local call, sub, pack, unpk = redis.call, string.sub, struct.pack, struct.unpack
local NONE = pack('>d', -1)
local state = call('HMGET', m, 'salt', 'gone', 'rh', 'rn', 'cn', 'nn', 'used', 'evicted', 'name', 'created')
local salt, gone = state[1], tonumber(state[2] or 0)
local rh, rn, cn, nn = tonumber(state[3] or 0), tonumber(state[4] or 0), tonumber(state[5] or 0), tonumber(state[6] or 0)
local function torn()
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
local function save()
  call('HSET', m, 'gone', gone, 'rh', rh, 'rn', rn, 'cn', cn, 'nn', nn)
end
local function name_all(from)
  for at = from, #ARGV, 2 do nn = nn + call('HSETNX', n, ARGV[at], ARGV[at + 1]) end
end
`;

// ARGV: salt, now, ttl, step, maxEntries, evict, least eviction, count, records, sealed values, then names by token.
const PUT = `
if not salt or salt ~= ARGV[1] then return {${GONE}} end
if torn() then return {${TORN}} end
local now, ttl, step, max = clock(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local count, recs, blobs = tonumber(ARGV[8]), ARGV[9], ARGV[10]
local function field(x, from, to)
  local base = (x - 1) * ${PUT_RECORD}
  return sub(recs, base + from, base + to)
end
local infos, first = {}, {}
for x = 1, count do
  for at = 1, 17, 8 do
    local h = field(x, at, at + 7)
    if h ~= NONE then
      first[#first + 1] = h
      break
    end
  end
end
in_pieces(first, 1000, function(from, to)
  local found = call('HMGET', i, unpack(first, from, to))
  for at = from, to do infos[first[at]] = found[at - from + 1] end
end)
local function info_of(h)
  if infos[h] == nil then infos[h] = call('HGET', i, h) end
  return infos[h]
end
local fresh, order, known, lapsed, passed = {}, {}, {}, {}, {}
local chosen, made = {}, {}
local blob_at = 1
for x = 1, count do
  local fp, length = field(x, 25, 32), unpk('>I4', field(x, 57, 60))
  local done = false
  for at = 1, 17, 8 do
    local h = field(x, at, at + 7)
    if h ~= NONE then
      local own = fresh[h]
      local info = info_of(h)
      local is_owned = own or info
      local same = (own and own.fp == fp) or (not own and info and sub(info, 1, 8) == fp)
      if is_owned and not same then
        passed[h] = true
      else
        local is_free = true
        if own then
          chosen[x], made[x], done = h, 0, true
        elseif info then
          local used = tonumber(call('ZSCORE', u, h))
          if ttl == 0 or used + ttl > now then
            known[h] = used
            chosen[x], made[x], done = h, 0, true
          else
            lapsed[#lapsed + 1] = h
          end
        elseif rh > 0 and call('SISMEMBER', r, h) == 1 then
          is_free = false
        end
        if not done and is_free then
          fresh[h] = {fp = fp, kind = field(x, 33, 40), styles = 0, literal = false, numbers = '', at = blob_at, to = blob_at + length - 1}
          order[#order + 1] = h
          chosen[x], made[x], done = h, 1, true
        end
      end
    end
    if done then break end
  end
  if not done then return {${USED_UP}} end
  blob_at = blob_at + length
end
local is_change = #order > 0 or now - tonumber(state[7]) > step
-- First, so that a Redis that is full refuses before anything has changed.
if is_change then call('HSET', m, 'used', now) end
local kept = {}
for h in pairs(known) do kept[h] = true end
for _, h in ipairs(lapsed) do kept[h] = true end
local function over() return call('HLEN', i) - #lapsed + #order - max end
local function expire(most)
  if ttl == 0 then return end
  local gone_by = {}
  for _, h in ipairs(call('ZRANGEBYSCORE', u, '-inf', now - ttl, 'LIMIT', 0, most)) do
    if not kept[h] then gone_by[#gone_by + 1] = h end
  end
  drop(gone_by)
end
if over() > 0 then expire(-1) end
if over() > 0 and ARGV[6] == '1' then
  local needed, saved = math.max(over(), tonumber(ARGV[7])), 0
  for _ in pairs(kept) do saved = saved + 1 end
  local oldest = {}
  for _, h in ipairs(call('ZRANGE', u, 0, needed + saved - 1)) do
    if #oldest < needed and not kept[h] then oldest[#oldest + 1] = h end
  end
  drop(oldest)
  call('HINCRBY', m, 'evicted', #oldest)
end
if over() > 0 then
  save()
  return {${FULL}}
end
drop(lapsed)
for h in pairs(passed) do rh = rh + call('SADD', r, h) end
name_all(11)
local changed, numbers_of, next_of, to_touch, literal_seq = {}, {}, {}, {}, nil
local function number_of(h, counter, limit)
  local own = fresh[h]
  local has = own and own.numbers or sub(infos[h], ${INFO + 1})
  for at = 1, #has, ${NUMBERED} do
    if sub(has, at, at + 7) == counter then return unpk('>d', has, at + 8) end
  end
  local number = next_of[counter] or tonumber(call('HGET', m, 'x' .. counter) or 1)
  while rn > 0 and call('HEXISTS', c, counter .. pack('>d', number)) == 1 do number = number + 1 end
  next_of[counter] = number
  if number >= limit then return 0 end
  local entry = counter .. pack('>d', number)
  cn = cn + call('HSET', c, entry, h)
  next_of[counter] = number + 1
  if own then
    own.numbers = own.numbers .. entry
  else
    infos[h] = infos[h] .. entry
    changed[h] = true
  end
  return number
end
local function be_literal(h)
  literal_seq = (literal_seq or tonumber(call('HGET', m, 'literal') or 0)) + 1
  call('ZADD', l, literal_seq, h)
end
local NO_COUNTER = string.rep('\\0', 8)
local results = {}
for x = 1, count do
  local h = chosen[x]
  local own = fresh[h]
  local styles, literal, counter = string.byte(field(x, 61, 61)), field(x, 62, 62) == '\\1', field(x, 41, 48)
  local kind
  if own then
    kind = own.kind
    own.styles = bit.bor(own.styles, styles)
    if literal and not own.literal then
      own.literal = true
      be_literal(h)
    end
  else
    local info = infos[h]
    kind = sub(info, 9, 16)
    local had, was = string.byte(info, 17), sub(info, 18, 18)
    local has = bit.bor(had, styles)
    if has ~= had or (literal and was == '\\0') then
      if literal and was == '\\0' then
        was = '\\1'
        be_literal(h)
      end
      infos[h] = sub(info, 1, 16) .. string.char(has) .. was .. sub(info, 19)
      changed[h] = true
    end
  end
  local number = 0
  if counter ~= NO_COUNTER then number = number_of(h, counter, unpk('>d', field(x, 49, 56))) end
  results[x] = h .. kind .. pack('>d', number) .. (made[x] == 1 and '\\1' or '\\0')
end
local kinds, bytes = {}, 0
in_pieces(order, 1000, function(from, to)
  local entries, sealed, uses = {}, {}, {}
  for at = from, to do
    local h = order[at]
    local own = fresh[h]
    entries[#entries + 1] = h
    entries[#entries + 1] = own.fp .. own.kind .. string.char(own.styles) .. (own.literal and '\\1' or '\\0') .. pack('>d', now) .. own.numbers
    sealed[#sealed + 1] = h
    sealed[#sealed + 1] = sub(blobs, own.at, own.to)
    uses[#uses + 1] = now
    uses[#uses + 1] = h
    kinds[own.kind] = (kinds[own.kind] or 0) + 1
    bytes = bytes + own.to - own.at + 1
  end
  call('HSET', i, unpack(entries))
  call('HSET', e, unpack(sealed))
  call('ZADD', u, unpack(uses))
end)
for h in pairs(changed) do call('HSET', i, h, infos[h]) end
for h, used in pairs(known) do
  if now - used > step then
    call('ZADD', u, now, h)
    is_change = true
  end
end
for kind, more in pairs(kinds) do call('HINCRBY', k, kind, more) end
if bytes > 0 then call('HINCRBY', k, 'bytes', bytes) end
for counter, number in pairs(next_of) do call('HSET', m, 'x' .. counter, number) end
if literal_seq then call('HSET', m, 'literal', literal_seq) end
for _, h in ipairs(order) do kept[h] = true end
expire(100)
save()
if is_change then lasts(ttl, step) end
return {${DONE}, tostring(gone), table.concat(results)}
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

// ARGV: salt, 'check' or 'write', maxEntries, records, sealed values, ttl, step, then names by token. A record: handle,
// fingerprint, kind, first seen, last used (8 each), length 4, styles, literal, how many numbers 2, then these.
const LOAD = `
if not salt or salt ~= ARGV[1] then return {${GONE}} end
if torn() then return {${TORN}} end
local is_write, recs, blobs = ARGV[2] == 'write', ARGV[4], ARGV[5]
local at, blob_at, fresh, conflicts, added = 1, 1, {}, 0, 0
while at <= #recs do
  local h, fp = sub(recs, at, at + 7), sub(recs, at + 8, at + 15)
  local length, numbers = unpk('>I4', recs, at + 40), unpk('>I2', recs, at + 46)
  local rest = sub(recs, at + 48, at + 47 + numbers * ${NUMBERED})
  local info = call('HGET', i, h)
  if info and sub(info, 1, 8) ~= fp then conflicts = conflicts + 1 end
  if not info then
    local given = false
    for x = 1, #rest, ${NUMBERED} do
      local entry = sub(rest, x, x + ${NUMBERED - 1})
      local owner = call('HGET', c, entry)
      if is_write then
        if owner and owner ~= '' then given = true end
      elseif unpk('>d', entry, 9) < tonumber(call('HGET', m, 'x' .. sub(entry, 1, 8)) or 1) then
        given = true
      end
    end
    if given then conflicts = conflicts + 1 end
    added = added + 1
    fresh[#fresh + 1] = {h = h, info = fp .. sub(recs, at + 16, at + 23) .. sub(recs, at + 44, at + 45) .. sub(recs, at + 24, at + 31) .. rest,
      kind = sub(recs, at + 16, at + 23), used = unpk('>d', recs, at + 32), literal = sub(recs, at + 45, at + 45) == '\\1',
      rest = rest, from = blob_at, to = blob_at + length - 1}
  end
  at = at + 48 + #rest
  blob_at = blob_at + length
end
if conflicts > 0 then return {${CONFLICT}, conflicts} end
if not is_write then return {${DONE}, tostring(gone), added, call('HLEN', i)} end
if call('HLEN', i) + added > tonumber(ARGV[3]) then return {${FULL}} end
call('HSET', m, 'gone', gone)
name_all(8)
local literal_seq = tonumber(call('HGET', m, 'literal') or 0)
for _, own in ipairs(fresh) do
  call('HSET', i, own.h, own.info)
  call('HSET', e, own.h, sub(blobs, own.from, own.to))
  call('ZADD', u, own.used, own.h)
  call('HINCRBY', k, own.kind, 1)
  call('HINCRBY', k, 'bytes', own.to - own.from + 1)
  if own.literal then
    literal_seq = literal_seq + 1
    call('ZADD', l, literal_seq, own.h)
  end
  for x = 1, #own.rest, ${NUMBERED} do
    local entry = sub(own.rest, x, x + ${NUMBERED - 1})
    local counter, number = 'x' .. sub(entry, 1, 8), unpk('>d', entry, 9)
    if call('HGET', c, entry) == '' then rn = rn - 1 end
    cn = cn + call('HSET', c, entry, own.h)
    if number >= tonumber(call('HGET', m, counter) or 1) then call('HSET', m, counter, number + 1) end
  end
end
call('HSET', m, 'literal', literal_seq)
save()
lasts(tonumber(ARGV[6]), tonumber(ARGV[7]))
return {${DONE}, tostring(gone), added}
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
  load: scriptOf(LOAD),
} as const;
