// Members that providers sign, encrypt or count on as they are: they travel both ways unchanged.

/** In the syntax of tables. */
export const SEALED =
  "signature|thoughtSignature|thought_signature|redactedData|redacted_data|encryptedContent|encrypted_content|reasoningEncryptedContent|itemId|responseId";
