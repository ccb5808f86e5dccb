import { Component, type ReactNode } from "react";
import { messageOf } from "../lib/errors.ts";
import { Message } from "./Message.tsx";

/** Shows a sentence instead of an empty page when the panel itself fails. */
export class Crash extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Message title="The panel failed">
        <p>Your jobs and alerts are not affected. {messageOf(this.state.error)}</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>Reload</button>
      </Message>
    );
  }
}
