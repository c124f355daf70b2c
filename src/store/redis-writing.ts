// The script that finds or makes entries, behind the common part of redis-scripts.ts, where the keys and their layout are told.

import {
  DONE,
  FULL,
  GONE,
  INFO,
  KNOWN,
  MADE,
  NEAR,
  NUMBERED,
  OTHER,
  PUT_RECORD,
  TORN,
  USED_UP,
} from "./redis-layout.ts";

// ARGV: salt, now, ttl, step, maxEntries, evict, least eviction, count, values of the same call in other pieces, records,
// sealed values, counters, then names by token.
// A record: three handles, fingerprint, kind (8 each), styles, literal, whether it has a counter, length of its sealed value 4.
// Counters: token and limit (8 each) of those that have one. Answers with a byte for each value: MADE and KNOWN where it has the
// first handle that it may have, its own kind and no number; OTHER where a whole result follows in the next string.
//
// Nearly all of the time of Redis goes to making strings and tables: the usual value, which nobody has seen, costs four.
export const PUT = `
if not salt or salt ~= ARGV[1] then return {${GONE}} end
if torn() then return {${TORN}} end
local now, ttl, step, max = clock(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local count, recs, blobs = tonumber(ARGV[8]), ARGV[10], ARGV[11]
local byte = string.byte
if ARGV[9] ~= '0' and call('HLEN', i) + count + ARGV[9] > max then return {${NEAR}} end
local infos, first = {}, {}
for x = 1, count do
  local base = (x - 1) * ${PUT_RECORD}
  local h = sub(recs, base + 1, base + 8)
  if h == NONE then h = sub(recs, base + 9, base + 16) end
  if h == NONE then h = sub(recs, base + 17, base + 24) end
  first[x] = h
end
in_pieces(first, 1000, function(from, to)
  local found = call('HMGET', i, unpack(first, from, to))
  for at = from, to do infos[first[at]] = found[at - from + 1] or nil end
end)
-- Of what is no first handle, which was asked for above.
local function info_of(h)
  if infos[h] == nil then infos[h] = call('HGET', i, h) end
  return infos[h]
end
local function fp_of(x) return sub(recs, (x - 1) * ${PUT_RECORD} + 25, (x - 1) * ${PUT_RECORD} + 32) end
-- Numbers of the values that are to have an entry, by its handle and in order; the rest by number of the value.
local fresh, order, known, lapsed, passed = {}, {}, {}, {}, {}
local chosen, made, blob_at, blob_to, next_blob = {}, {}, {}, {}, 1
local function take(x, h)
  fresh[h] = x
  order[#order + 1] = x
  chosen[x], made[x] = h, true
end
local function choose(x)
  local base, fp = (x - 1) * ${PUT_RECORD}, fp_of(x)
  for at = 1, 17, 8 do
    local h = sub(recs, base + at, base + at + 7)
    if h ~= NONE then
      local own = fresh[h]
      local info = h == first[x] and infos[h] or h ~= first[x] and info_of(h)
      if own and fp_of(own) == fp then
        chosen[x] = h
        return true
      elseif own or (info and sub(info, 1, 8) ~= fp) then
        passed[h] = true
      elseif info then
        local used = tonumber(call('ZSCORE', u, h))
        if ttl == 0 or used + ttl > now then
          known[h] = used
          chosen[x] = h
        else
          lapsed[#lapsed + 1] = h
          take(x, h)
        end
        return true
      elseif rh == 0 or call('SISMEMBER', r, h) == 0 then
        take(x, h)
        return true
      end
    end
  end
  return false
end
for x = 1, count do
  local h = first[x]
  if rh == 0 and not fresh[h] and not infos[h] then take(x, h) elseif not choose(x) then return {${USED_UP}} end
  local a, b, c, d = byte(recs, x * ${PUT_RECORD} - 3, x * ${PUT_RECORD})
  blob_at[x] = next_blob
  next_blob = next_blob + a * 16777216 + b * 65536 + c * 256 + d
  blob_to[x] = next_blob - 1
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
name_all(13)
local changed, numbers_of, next_of, literal_seq = {}, {}, {}, nil
-- What is to be written of an entry beyond the record of its value.
local more = {}
local function more_of(h)
  if not more[h] then
    local styles, literal = byte(recs, (fresh[h] - 1) * ${PUT_RECORD} + 41, (fresh[h] - 1) * ${PUT_RECORD} + 42)
    more[h] = {styles = styles, literal = literal, numbers = ''}
  end
  return more[h]
end
local function number_of(h, counter, limit)
  local own = fresh[h] and more_of(h)
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
local results, whole, counter_at = {}, {}, 1
for x = 1, count do
  local h, base = chosen[x], (x - 1) * ${PUT_RECORD}
  local owner = fresh[h]
  local styles, literal, counted = byte(recs, base + 41, base + 43)
  local is_plain, number = owner == x, 0
  if owner == x then
    if literal == 1 then be_literal(h) end
  elseif owner then
    local own = more_of(h)
    own.styles = bit.bor(own.styles, styles)
    if literal == 1 and own.literal == 0 then
      own.literal = 1
      be_literal(h)
    end
  else
    local info = infos[h]
    local had, was = byte(info, 17, 18)
    local has, is = bit.bor(had, styles), bit.bor(was, literal)
    if has ~= had or is ~= was then
      if is ~= was then be_literal(h) end
      infos[h] = sub(info, 1, 16) .. string.char(has, is) .. sub(info, 19)
      changed[h] = true
    end
    is_plain = sub(info, 9, 16) == sub(recs, base + 33, base + 40)
  end
  if counted == 1 then
    number = number_of(h, sub(ARGV[12], counter_at, counter_at + 7), unpk('>d', ARGV[12], counter_at + 8))
    counter_at = counter_at + 16
  end
  if is_plain and number == 0 and h == first[x] then
    results[x] = made[x] and '${MADE}' or '${KNOWN}'
  else
    local kind = owner and sub(recs, (owner - 1) * ${PUT_RECORD} + 33, (owner - 1) * ${PUT_RECORD} + 40) or sub(infos[h], 9, 16)
    results[x] = '${OTHER}'
    whole[#whole + 1] = h .. kind .. pack('>d', number) .. (made[x] and '\\1' or '\\0')
  end
end
local kinds, bytes, since, score = {}, 0, pack('>d', now), string.format('%.0f', now)
in_pieces(order, 1000, function(from, to)
  local entries, sealed, uses, at = {}, {}, {}, 1
  for n = from, to do
    local x = order[n]
    local h, base = chosen[x], (x - 1) * ${PUT_RECORD}
    local own = more[h]
    local kind = sub(recs, base + 33, base + 40)
    entries[at] = h
    if own then
      entries[at + 1] = sub(recs, base + 25, base + 40) .. string.char(own.styles, own.literal) .. since .. own.numbers
    else
      entries[at + 1] = sub(recs, base + 25, base + 42) .. since
    end
    sealed[at], sealed[at + 1] = h, sub(blobs, blob_at[x], blob_to[x])
    uses[at], uses[at + 1] = score, h
    at = at + 2
    kinds[kind] = (kinds[kind] or 0) + 1
    bytes = bytes + blob_to[x] - blob_at[x] + 1
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
for _, x in ipairs(order) do kept[chosen[x]] = true end
expire(100)
save()
if is_change then lasts(ttl, step) end
return {${DONE}, tostring(gone), table.concat(results), table.concat(whole)}
`;
