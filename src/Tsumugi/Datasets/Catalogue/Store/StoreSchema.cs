namespace Tsumugi.Datasets.Catalogue.Store;

internal static class StoreSchema
{
    /// <summary>Counted up whenever a store of before cannot be read as it is.</summary>
    public const string Version = "1";

    /// <summary>Before what a record has: a facet's number, a letter, the hash of its name. Of the private use area, which is no letter to <see cref="CatalogueText"/>.</summary>
    public const char Key = '\uE000';

    /// <summary>Before a token that stands in a title.</summary>
    public const char Title = '\uE001';

    /// <remarks>
    /// <c>place</c> holds what every found record is looked at for, a few dozen bytes each, so that thousands are read from few pages.
    /// The index has one column: to ask for one of several, SQLite would read all places of a word in all of its records. What stands
    /// in a title, facets and scopes are words of their own instead, which begin with a letter that nobody can type:
    /// a rare one narrows a common word down while the lists are walked.
    /// </remarks>
    public const string Sql = """
        CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE record (
            number INTEGER PRIMARY KEY, node TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, title_ja TEXT NOT NULL, title_en TEXT NOT NULL, excerpt TEXT NOT NULL);
        CREATE TABLE place (number INTEGER PRIMARY KEY, recency INTEGER NOT NULL, facets BLOB NOT NULL);
        CREATE TABLE facet (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (name, value));
        CREATE VIRTUAL TABLE found USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
        """;
}
