const RESERVED = "_*[]()~`>#+-=|{}.!";

/**
 * Reads a text in Telegram's MarkdownV2: the text as people see it, or what Telegram says of a mistake in it. Bold is all the
 * markup that Heartbase writes, so that every other mark which is not escaped counts as a mistake here, also where Telegram
 * would make something of it. Source: core.telegram.org/bots/api, "MarkdownV2 style".
 */
export function readMarkdownV2(markdown: string): { text: string } | { mistake: string } {
  let text = "";
  let boldAt: number | null = null;
  for (let at = 0; at < markdown.length; at++) {
    const character = markdown[at]!;
    const next = markdown.charCodeAt(at + 1);
    if (character === "\\" && next >= 1 && next <= 126) {
      at += 1;
      text += markdown[at];
    } else if (character === "*") {
      boldAt = boldAt === null ? at : null;
    } else if (RESERVED.includes(character)) {
      return { mistake: `Character '${character}' is reserved and must be escaped with the preceding '\\'` };
    } else text += character;
  }
  if (boldAt === null) return { text };
  const offset = new TextEncoder().encode(markdown.slice(0, boldAt)).length;
  return { mistake: `Can't find end of Bold entity at byte offset ${offset}` };
}
