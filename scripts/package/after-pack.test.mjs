import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutKey } from './after-pack.mjs';

test('a key goes with its whole dictionary, and nothing else does', () => {
  const plist = `<dict>
  <key>A</key>
  <string>1</string>
  <key>B</key>
  <dict>
    <key>C</key>
    <dict>
      <true/>
    </dict>
  </dict>
  <key>D</key>
  <dict>
  </dict>
</dict>
`;
  assert.equal(
    withoutKey(plist, 'B'),
    '<dict>\n  <key>A</key>\n  <string>1</string>\n  <key>D</key>\n  <dict>\n  </dict>\n</dict>\n',
  );
  assert.equal(withoutKey(plist, 'E'), plist);
  assert.throws(() => withoutKey('<key>B</key><dict>', 'B'), /does not end/);
});
