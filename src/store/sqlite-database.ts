// One connection with its transactions, its statements and the kind names. Every error of SQLite leaves here as a
// ClosemaskError.

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { ClosemaskError } from "../errors.ts";
import { MAX_KINDS } from "./slots.ts";
import { storeError } from "./sqlite-error.ts";

export type Row = readonly SQLOutputValue[];

export interface Database {
  /** Runs `step` in one read transaction; inside another transaction it joins that one. */
  read<T>(step: () => T): T;
  /** Runs `step` in one write transaction: all or nothing. */
  write<T>(step: () => T): T;
  run(sql: string, ...values: SQLInputValue[]): void;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** Rows one by one; do not leave the loop early without need, and write nothing to the table meanwhile. */
  each(sql: string, ...values: SQLInputValue[]): Iterable<Row>;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** Changes when another connection has written. */
  version(): number;
  kindNo(name: string): number;
  kindName(no: number): string;
  /** Folds the write-ahead log into the file as far as others allow. */
  checkpoint(truncate: boolean): void;
  /** Called after every rollback: what was read or noted in the transaction is void. */
  onRollback(forget: () => void): void;
  close(): void;
}

export function createDatabase(sql: DatabaseSync): Database {
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const kindNos = new Map<string, number>();
  const kindNames = new Map<number, string>();
  const listeners: (() => void)[] = [];
  let inside = false;

  function prepared(text: string): ReturnType<DatabaseSync["prepare"]> {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = sql.prepare(text);
      statement.setReturnArrays(true);
      statements.set(text, statement);
    }
    return statement;
  }

  function transaction<T>(begin: string, step: () => T): T {
    if (inside) return step();
    try {
      prepared(begin).run();
    } catch (error) {
      // Nothing was read or noted, so what is known of before stays true.
      throw storeError(error);
    }
    try {
      inside = true;
      const result = step();
      prepared("COMMIT").run();
      inside = false;
      return result;
    } catch (error) {
      rollBack();
      throw storeError(error);
    }
  }

  function rollBack(): void {
    inside = false;
    kindNos.clear();
    kindNames.clear();
    for (const forget of listeners) forget();
    if (sql.isOpen && sql.isTransaction) sql.exec("ROLLBACK");
  }

  // Statements return arrays, which the types do not know of.
  const rows = (result: unknown): Row[] => result as Row[];
  const get = (text: string, ...values: SQLInputValue[]): Row | undefined =>
    prepared(text).get(...values) as unknown as Row | undefined;
  const run = (text: string, ...values: SQLInputValue[]): void => {
    prepared(text).run(...values);
  };

  function kindNo(name: string): number {
    let no = kindNos.get(name);
    if (no !== undefined) return no;
    const row = get("SELECT no FROM kind WHERE name = ?", name);
    if (row === undefined) {
      no = toNumber(get("SELECT coalesce(max(no), 0) + 1 FROM kind")?.[0]);
      if (no >= MAX_KINDS) {
        throw new ClosemaskError("store-full", "the store holds too many different kinds", {
          hint: "use fewer kind names in `patterns` and `deny`",
        });
      }
      run("INSERT INTO kind VALUES (?, ?)", no, name);
    } else {
      no = toNumber(row[0]);
    }
    kindNos.set(name, no);
    return no;
  }

  function kindName(no: number): string {
    let name = kindNames.get(no);
    if (name === undefined) {
      name = String(get("SELECT name FROM kind WHERE no = ?", no)?.[0] ?? "");
      kindNames.set(no, name);
    }
    return name;
  }

  return {
    read: (step) => transaction("BEGIN", step),
    write: (step) => transaction("BEGIN IMMEDIATE", step),
    run,
    get,
    each: (text, ...values) => prepared(text).iterate(...values) as unknown as Iterable<Row>,
    all: (text, ...values) => rows(prepared(text).all(...values)),
    version() {
      try {
        return toNumber(get("PRAGMA data_version")?.[0]);
      } catch (error) {
        throw storeError(error);
      }
    },
    kindNo,
    kindName,
    checkpoint: (truncate) => {
      try {
        sql.exec(`PRAGMA wal_checkpoint(${truncate ? "TRUNCATE" : "PASSIVE"})`);
      } catch (error) {
        throw storeError(error);
      }
    },
    onRollback: (forget) => {
      listeners.push(forget);
    },
    close: () => {
      if (sql.isOpen) sql.close();
    },
  };
}

/** A number column; what is no number there is damage. */
export function toNumber(value: SQLOutputValue | undefined): number {
  if (typeof value === "number") return value;
  throw new ClosemaskError("store-corrupt", "the store holds something else where a number belongs", {
    hint: "restore the store from a backup",
  });
}

/** A blob column. */
export function toBytes(value: SQLOutputValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new ClosemaskError("store-corrupt", "the store holds something else where bytes belong", {
    hint: "restore the store from a backup",
  });
}
