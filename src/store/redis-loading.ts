// The script that takes entries of another store in, behind the common part of redis-scripts.ts, where the keys and their layout
// are told.

import { CONFLICT, DONE, FULL, GONE, NUMBERED, TORN } from "./redis-layout.ts";

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
