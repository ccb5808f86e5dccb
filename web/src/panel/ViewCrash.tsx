import { Component, type ReactNode } from "react";
import { messageOf } from "../lib/errors.ts";

/** Keeps the rest of the panel when a view fails, or its files cannot be fetched. */
export class ViewCrash extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div role="alert">
        <div className="notice bad">
          <p>
            <strong>This part of the panel failed.</strong> {messageOf(this.state.error)}
          </p>
          {/* A file that failed once is not fetched again, and after an update it has another name. */}
          <button type="button" className="button small" onClick={() => location.reload()}>Reload</button>
        </div>
      </div>
    );
  }
}
