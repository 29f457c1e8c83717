/** What is tried on this page is sent without cookies: nobody's session gives it rights, only the token that was pasted. */
export function withoutSession(request) {
  request.credentials = "omit";
  return request;
}
