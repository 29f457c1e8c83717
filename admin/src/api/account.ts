import { answer, api } from "./client";
import { queries } from "./query";
import { loggedIn } from "./session";

export async function changePassword(password: string, newPassword: string): Promise<void> {
  loggedIn(await answer(api.POST("/api/v1/auth/password", { body: { password, new_password: newPassword } })));
  await queries.invalidateQueries({ queryKey: ["sessions"] });
}

export const startSecondFactor = (password: string) => answer(api.POST("/api/v1/auth/totp", { body: { password } }));

/** Who is logged in says whether there is a second factor. */
async function withOwnAnew<T>(work: Promise<T>): Promise<T> {
  const done = await work;
  loggedIn(await answer(api.GET("/api/v1/auth/session")), false);
  void queries.invalidateQueries({ queryKey: ["sessions"] });
  return done;
}

export const confirmSecondFactor = (code: string) =>
  withOwnAnew(answer(api.POST("/api/v1/auth/totp/confirm", { body: { code } })));

export const endSecondFactor = (password: string, code: string) =>
  withOwnAnew(answer(api.POST("/api/v1/auth/totp/end", { body: { password, code } })));
