import type { Figure } from "./measure.ts";

export type Unit = "/s" | "ms" | "B" | "";

/** What is aimed at: the row's value or its ratio, at least or at most so much. */
export interface Aim {
  readonly of: "value" | "ratio";
  readonly least?: number;
  readonly most?: number;
}

/** One line of the table. The ratio is always value divided by reference. */
export interface Row {
  readonly row: string;
  readonly unit: Unit;
  readonly value: Figure;
  readonly reference?: { readonly what: string; readonly figure: Figure };
  readonly ratio?: Figure;
  readonly aim?: Aim;
}

/** Whether the median meets the aim; null when there is none. */
export function isMet({ value, ratio, aim }: Row): boolean | null {
  const figure = aim?.of === "ratio" ? ratio : value;
  if (!aim || !figure) return null;
  return figure.median >= (aim.least ?? -Infinity) && figure.median <= (aim.most ?? Infinity);
}

/** The rows as an aligned table of text. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.row,
    formatFigure(row.value, row.unit),
    row.reference ? `${row.reference.what}: ${formatFigure(row.reference.figure, row.unit)}` : "-",
    row.ratio ? formatFigure(row.ratio, "") : "-",
    formatAim(row),
    { true: "yes", false: "NO", null: "-" }[`${isMet(row)}`],
  ]);
  const lines = [["row", "value (min-max)", "reference (min-max)", "ratio (min-max)", "aim", "met"], ...cells];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const format = (line: string[]) => line.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd();
  return [format(lines[0]!), format(widths.map((width) => "-".repeat(width))), ...lines.slice(1).map(format)].join(
    "\n",
  );
}

function formatFigure({ median, min, max, samples }: Figure, unit: Unit): string {
  const spread = samples.length > 1 ? ` (${formatNumber(min)}-${formatNumber(max)})` : "";
  return `${formatNumber(median)}${unit && unit !== "/s" ? ` ${unit}` : unit}${spread}`;
}

function formatNumber(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.99 && value < 1 ? 4 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

function formatAim({ aim, unit }: Row): string {
  if (!aim) return "-";
  const bound = aim.least !== undefined
    ? `>= ${aim.least.toLocaleString("en-US")}`
    : `<= ${aim.most?.toLocaleString("en-US")}`;
  return aim.of === "ratio" ? `ratio ${bound}` : `${bound} ${unit}`.trim();
}
