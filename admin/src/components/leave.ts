import i18next from "i18next";
import { asProblem, logOut } from "@/api/client";
import { say } from "./say";

/** Logs out, or says that somebody is still logged in: a login page would let them believe the contrary. */
export async function leave(): Promise<void> {
  try {
    await logOut();
  } catch (refused) {
    say(asProblem(refused).detail || i18next.t("failed.unreachable", { ns: "common" }), {
      title: i18next.t("stillLoggedIn", { ns: "common" }),
      color: "red",
      autoClose: false,
    });
  }
}
