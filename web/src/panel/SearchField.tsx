/** Where a list is searched; the key / goes there. */
export function SearchField({ what, value, onChange }: { what: string; value: string; onChange(value: string): void }) {
  return (
    <input
      type="search"
      className="filter"
      placeholder={`Find ${what}`}
      aria-label={`Find ${what} by name`}
      aria-keyshortcuts="/"
      title="Press / to come here"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
