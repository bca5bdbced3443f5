// Starts the explorer.
import { render } from "preact";
import { answering } from "./answer.ts";
import { App } from "./App.tsx";
import { follow } from "./route.ts";

follow();
answering();
render(<App />, document.body);
