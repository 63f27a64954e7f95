// Held against each file: mistakes that types let pass, and who may import whom.
import js from '@eslint/js';
import ts from 'typescript-eslint';

const imports = (files, regex, message) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] } });

export default ts.config(
  { ignores: ['node_modules/', 'contract/api.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './offline/tsconfig.json', './tsconfig.tests.json'], tsconfigRootDir: import.meta.dirname ?? new URL('.', import.meta.url).pathname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off', // IndexedDB's errors are DOMExceptions, or null
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  imports(['kit/**/*.ts'], '^(?!\\./|node:)', 'web/kit imports nothing but itself: a feature imports it, not the other way.'),
  imports(
    ['home/**/*.ts', 'report/**/*.ts', 'request/**/*.ts', 'map/**/*.ts', 'offline/**/*.ts'],
    '^(?!\\./|\\.\\./kit/|\\.\\./contract/|node:)',
    'A feature imports its own files, web/kit and the contract, and no other feature.',
  ),
  imports(['engine/**/*.ts'], '^(?!\\./|\\.\\./kit/|maplibre-gl$)', 'What draws maps imports its own files, web/kit and the library; nobody imports it (kit/city_map.ts loads it).'),
  { files: ['*.js', '*.mjs', '**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly', URL: 'readonly' } } },
);
