// Rows as a CSV file, as the server and the command line write it; and a file that is handed over.

/** What a spreadsheet would run as a formula gets an apostrophe before it; a number is none. */
const RUNS = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Lines with CRLF; a cell is quoted where it must be (RFC 4180). */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(text: string): string {
  const harmless = RUNS.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Hand a file over to the browser. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export const saveCsv = (rows: readonly (readonly string[])[], name: string): void =>
  save(new Blob([csvOf(rows)], { type: "text/csv;charset=utf-8" }), name);
