/** An e-mail address, which breaks before its `@` where there is no room for it. */
export function Email({ address }: { address: string }) {
  const [local, domain] = address.split('@');
  return (
    <>
      {local}
      <wbr />@{domain}
    </>
  );
}
