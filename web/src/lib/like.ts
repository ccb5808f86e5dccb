/** A pattern for ilike: whatever has this text in it. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_*]/g, "\\$&")}%`;
}
