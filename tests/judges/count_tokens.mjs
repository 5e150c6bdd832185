// How many tokens each of the texts has, which come as a list in JSON.
import { text } from 'node:stream/consumers';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';

console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map((each) => encode(each).length)));
