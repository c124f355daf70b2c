// Numbers of books (ISO 2108). No datum of a person; numbers that are one are told apart by it where nothing else does.

/** True for an ISBN of ten characters, the last of which may be X, or of thirteen digits. */
export function isIsbn(text: string): boolean {
  const { length } = text;
  if (length !== 10 && length !== 13) return false;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const digit = i === 9 && length === 10 && (text[i] === "X" || text[i] === "x") ? 10 : text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 10) return false;
    sum += digit * (length === 10 ? 10 - i : i % 2 === 0 ? 1 : 3);
  }
  return length === 10 ? sum % 11 === 0 : sum % 10 === 0 && /^97[89]/.test(text);
}
