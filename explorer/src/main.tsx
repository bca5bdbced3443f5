// Starts the explorer.
import { render } from "preact";
import { answering } from "./answer.ts";
import { App } from "./App.tsx";
import { guardWork } from "./person.ts";
import { comeBack } from "./returning.ts";
import { follow } from "./route.ts";

comeBack();
follow();
answering();
guardWork();
render(<App />, document.body);
