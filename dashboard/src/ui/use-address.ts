/** The address of a file in memory, for viewers: signed addresses are of another host, which shows itself in no frame. */
import { useEffect, useState } from 'react';

export function useAddress(file: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!file) return undefined;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address;
}
