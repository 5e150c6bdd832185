/** Why a source could not be read, in a sentence. */
import { useLingui } from '@lingui/react/macro';

/** Return the function that says what a reason of the API means. */
export function useReason(): (failure: string) => string {
  const { t } = useLingui();
  const sentences: Record<string, string> = {
    encrypted: t`Està protegit amb contrasenya: treu-l’hi i torna’l a afegir.`,
    no_text: t`No hi ha text: si és un escàner, fes-ne un PDF amb text.`,
    too_complex: t`És massa gran o massa complicat per llegir-lo. Parteix-lo.`,
    too_large: t`És massa gran: 10 MB com a màxim.`,
    timeout: t`El web no ha respost a temps. Ho tornarem a provar.`,
    url_not_allowed: t`Aquesta adreça no és pública: ha de ser una pàgina https que tothom pugui obrir.`,
    dns: t`Aquest web no existeix: mira si l’adreça està ben escrita.`,
    connection: t`No s’hi ha pogut connectar: mira si l’adreça s’obre al navegador.`,
    tls: t`El certificat del web no és bo: el navegador també hauria d’avisar-te’n.`,
    too_many_redirects: t`L’adreça porta d’una a una altra massa vegades: posa-hi la definitiva.`,
    no_sitemap: t`No és un mapa de web: acostuma a dir-se sitemap.xml.`,
    unsupported: t`Aquest tipus de fitxer no es llegeix: fes-ne un PDF.`,
    unreadable: t`El fitxer està malmès.`,
    empty: t`És buit.`,
    erased: t`Anomenava algú que va demanar que se n’esborressin les dades: treu-ne el nom i torna-la a afegir.`,
    not_found: t`El document ja no hi és.`,
    status_401: t`La pàgina demana contrasenya.`,
    status_403: t`El web no ens deixa llegir aquesta pàgina.`,
    status_404: t`La pàgina no hi és.`,
    status_410: t`La pàgina ja no hi és.`,
  };
  return (failure) => {
    const code = /^status_(\d+)$/.exec(failure)?.[1];
    return sentences[failure] ?? (code ? t`El web ha respost amb l’error ${code}.` : t`No s’ha pogut llegir (${failure}).`);
  };
}
