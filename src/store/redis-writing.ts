// The two scripts that make entries, behind the common part of redis-scripts.ts, where the keys and their layout are told.

import { CONFLICT, DONE, FULL, GONE, INFO, NUMBERED, PUT_RECORD, TORN, USED_UP } from "./redis-layout.ts";

// ARGV: salt, now, ttl, step, maxEntries, evict, least eviction, count, records, sealed values, then names by token.
export const PUT = `
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
-- First, so that a Redis that is full refuses before anything has changed; a mere use need not be noted.
if #order > 0 then call('HSET', m, 'used', now) elseif is_change then redis.pcall('HSET', m, 'used', now) end
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
for h in pairs(passed) do
  if call('SISMEMBER', r, h) == 0 then rh = rh + call('SADD', r, h) end
end
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
    redis.pcall('ZADD', u, 'XX', now, h)
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

// ARGV: salt, 'check' or 'write', maxEntries, records, sealed values, ttl, step, then names by token. A record: handle,
// fingerprint, kind, first seen, last used (8 each), length 4, styles, literal, how many numbers 2, then these.
export const LOAD = `
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
