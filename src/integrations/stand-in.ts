// An object that stands for another one: the same but for some members. It also stands for one of a class, of which it remains
// an instance.

/** Members that are undefined stay those of the other one. */
export function standIn<T extends object>(target: T, own: Readonly<Record<string, unknown>>): T {
  const defined = Object.entries(own).filter(([, value]) => value !== undefined);
  // A plain one may be copied by whoever gets it, which takes its own members only.
  if (Object.getPrototypeOf(target) === Object.prototype) return { ...target, ...Object.fromEntries(defined) };
  const descriptors = defined.map(([name, value]) => [
    name,
    { value, writable: true, configurable: true, enumerable: true },
  ]);
  return Object.create(target, Object.fromEntries(descriptors));
}
