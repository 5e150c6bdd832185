/** One file that becomes a document. It has the time that files of a queue have: a slow line needs minutes for 20 MB. */
import type { Document } from '@bivelio/sdk';
import { PATIENCE } from './use-file-queue';
import { useWrite } from './use-write';

interface Upload {
  done?: (document: Document) => string;
  onDone: (document: Document) => void;
}

export function useUpload(options: Upload) {
  return useWrite((client, file: File) => client.documents.upload(file, {}, { timeout: PATIENCE }), { ...options, again: ['documents.list'] });
}
