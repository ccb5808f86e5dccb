import { readFileSync } from "node:fs";
import { projectPath } from "../../scripts/local/options.ts";

/** A fenced block of a Markdown file, named by the heading above it: `Heading`, then `Heading (2)`, `Heading (3)`. */
export interface CodeBlock {
  name: string;
  language: string;
  /** The text between the fences, to the byte. */
  text: string;
}

/** The fenced blocks of a Markdown text, in order. Throws when two headings with blocks have the same text. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = "";
  let count = 0;
  let open: { language: string; lines: string[] } | null = null;
  for (const line of markdown.split("\n")) {
    if (open) {
      if (line !== "```") {
        open.lines.push(line);
        continue;
      }
      const name = ++count === 1 ? heading : `${heading} (${count})`;
      if (blocks.some((block) => block.name === name)) throw new Error(`Two headings read "${heading}".`);
      blocks.push({ name, language: open.language, text: open.lines.map((text) => `${text}\n`).join("") });
      open = null;
    } else if (line.startsWith("```")) {
      open = { language: line.slice(3).trim(), lines: [] };
    } else if (/^#+ /.test(line)) {
      heading = line.replace(/^#+ /, "");
      count = 0;
    }
  }
  return blocks;
}

/** The SQL blocks of a file of the project, by name. Only they are counted within a heading. */
export function sqlBlocks(file: string): Map<string, string> {
  const withoutOthers = readFileSync(projectPath(file), "utf8").replaceAll(/^```(?!sql\n)\w+\n[^]*?^```$/gm, "");
  return new Map(codeBlocks(withoutOthers).map(({ name, text }) => [name, text]));
}

/** The rows of the tables of a Markdown text, each cell without its backticks; separator rows are left out. */
export function tableRows(markdown: string): string[][] {
  return markdown.split("\n").filter((line) => line.startsWith("|") && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) => line.slice(1, line.lastIndexOf("|")).split(/(?<!\\)\|/).map((cell) => cell.trim()));
}
