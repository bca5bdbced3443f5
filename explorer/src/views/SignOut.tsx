// Ends the session; where that fails it says so, and nobody is signed out.
import { account, refusalOf, signOut } from "../api/ask.ts";
import { t } from "../i18n/index.ts";
import { notice } from "../parts/Notice.tsx";
import { clearWork } from "../person.ts";

export function SignOut() {
  if (!account.value) return null;
  const go = async (): Promise<void> => {
    try {
      await signOut();
      clearWork();
      notice.value = null;
    } catch (error) {
      notice.value = { text: "signIn.notOut", refusal: refusalOf(error) };
    }
  };
  return (
    <button type="button" onClick={() => void go()}>
      {t("signIn.out")}
    </button>
  );
}
