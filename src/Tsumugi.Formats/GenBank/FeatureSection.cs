using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>The feature table: keys from column 6, locations and qualifiers from column 22.</summary>
internal sealed class FeatureSection(GenBankRecord record, FaultSite site, GenBankOptions options)
{
    private const int KeyColumn = 5;
    private const int TextColumn = 21;

    private readonly FeatureTable _table = record.Features;
    private readonly QualifierText _qualifier = new(record.Features, site);

    public void Begin() => _qualifier.Begin();

    public void Read(ReadOnlySpan<byte> line)
    {
        var indent = line.IndexOfAnyExcept((byte)' ');
        if (indent < 0)
            return;
        if (indent == KeyColumn)
        {
            End();
            ReadKey(line);
        }
        else if (indent < KeyColumn)
            throw site.Fault("FEATURES", $"The line is indented by {indent} columns; keys begin in column 6, qualifiers in column 22.", FaultSite.FetchAgain);
        else
            ReadText(line[Math.Min(indent, TextColumn)..].TrimEnd((byte)' '));
        if (_table.Size > options.MaxFeatureBytes)
            throw site.Fault("FEATURES", $"The record's features take more than {options.MaxFeatureBytes} bytes.", "Split the record or raise MaxFeatureBytes.");
    }

    /// <summary>A feature or the table ends; nothing may be open.</summary>
    public void End()
    {
        if (_qualifier.Open)
            throw site.Fault($"{LastKey()}/{_qualifier.Name}", "The quoted value has no closing quote.", "Close it with '\"', and double each quote inside it.");
    }

    private void ReadKey(ReadOnlySpan<byte> line)
    {
        if (_table.Entries.Count == options.MaxFeatures)
            throw site.Fault("FEATURES", $"The record has more than {options.MaxFeatures} features.", "Split the record or raise MaxFeatures.");
        var rest = line[KeyColumn..];
        var end = rest.IndexOf((byte)' ');
        var key = Append(end < 0 ? rest : rest[..end]);
        _table.Entries.Add(new(key, (_table.Text.Length, _table.Text.Length), site.Line, _table.Qualifiers.Count));
        _qualifier.Begin();
        if (end >= 0)
            AppendLocation(rest[end..].Trim((byte)' '));
    }

    private void ReadText(ReadOnlySpan<byte> text)
    {
        if (_table.Entries.Count == 0)
            throw site.Fault("FEATURES", "A qualifier stands before the first feature.", FaultSite.FetchAgain);
        if (_qualifier.Open || (_qualifier.Started && text[0] != '/'))
            _qualifier.Continue(text, LastKey);
        else if (text[0] == '/')
            _qualifier.Start(text, LastKey);
        else
            AppendLocation(text);
    }

    private void AppendLocation(ReadOnlySpan<byte> text)
    {
        foreach (var part in text.Split((byte)' '))
            _table.Text.Append(text[part]);
        var entry = _table.Entries[^1];
        _table.Entries[^1] = entry with { Location = (entry.Location.Start, _table.Text.Length) };
        if (_table.Text.Length - entry.Location.Start > options.MaxLocationLength)
            throw site.Fault(LastKey(), $"The location takes more than {options.MaxLocationLength} bytes.", "Raise MaxLocationLength if it is meant so.");
    }

    private (int Start, int End) Append(ReadOnlySpan<byte> bytes)
    {
        var start = _table.Text.Length;
        _table.Text.Append(bytes);
        return (start, _table.Text.Length);
    }

    private string LastKey() => Encoding.UTF8.GetString(_table.Text[_table.Entries[^1].Key]);
}
