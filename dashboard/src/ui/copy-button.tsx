/** Copies a text, and says so. */
import { useLingui } from '@lingui/react/macro';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from './button';
import { toastError } from './toast';

const SHOWN_FOR = 2_000;

/** `label` says what is copied: "Copia la clau". `hasText` shows it beside the icon. */
export function CopyButton({ text, label, hasText = false }: { text: string; label?: string; hasText?: boolean }) {
  const { t } = useLingui();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const name = isCopied ? t`Copiat` : (label ?? t`Copia`);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true), toastError);
  const shared = { icon: isCopied ? Check : Copy, onClick: copy };
  return (
    <>
      {hasText ? (
        <Button {...shared}>{name}</Button>
      ) : (
        <IconButton {...shared} label={name} />
      )}
      <span role="status" className="for-readers">
        {isCopied && t`Copiat`}
      </span>
    </>
  );
}
