using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>Puts one qualifier's value together from its lines.</summary>
/// <remarks>Quoted text is joined with a space, a translation and unquoted values without; a doubled quote is one.</remarks>
internal sealed class QualifierText(FeatureTable table, FaultSite site)
{
    private bool _quoted;
    private bool _spaced;

    /// <summary>A quoted value waits for its closing quote.</summary>
    public bool Open { get; private set; }

    /// <summary>The feature has a qualifier.</summary>
    public bool Started { get; private set; }

    public string Name => Encoding.UTF8.GetString(table.Text[table.Qualifiers[^1].Name]);

    /// <summary>A new feature begins.</summary>
    public void Begin() => Open = Started = _quoted = false;

    /// <param name="text">Begins with '/'.</param>
    /// <param name="key">Key of the feature, for errors.</param>
    public void Start(ReadOnlySpan<byte> text, Func<string> key)
    {
        var equals = text.IndexOf((byte)'=');
        var name = equals < 0 ? text[1..] : text[1..equals];
        if (name.Length == 0 || name.ContainsAny((byte)' ', (byte)'"'))
            throw site.Fault(key(), "A qualifier has no proper name.", "Write /name or /name=\"value\".");
        Started = true;
        var start = table.Text.Length;
        table.Text.Append(name);
        table.Qualifiers.Add(new((start, table.Text.Length), (table.Text.Length, table.Text.Length)));
        _spaced = !name.SequenceEqual("translation"u8);
        var value = equals < 0 ? default : text[(equals + 1)..];
        _quoted = Open = value is [(byte)'"', ..];
        if (_quoted)
            AppendQuoted(value[1..], key);
        else
            table.Text.Append(value);
        Close();
    }

    public void Continue(ReadOnlySpan<byte> text, Func<string> key)
    {
        if (Open)
        {
            if (_spaced)
                table.Text.Append((byte)' ');
            AppendQuoted(text, key);
        }
        else if (!_quoted)
        {
            table.Text.Append(text);
        }
        else if (text[0] == '"')
        {
            // The line broke between the halves of a doubled quote.
            table.Text.Append((byte)'"');
            Open = true;
            AppendQuoted(text[1..], key);
        }
        else
        {
            throw AfterQuote(key);
        }
        Close();
    }

    private void AppendQuoted(ReadOnlySpan<byte> text, Func<string> key)
    {
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            table.Text.Append(text[..quote]);
            if (quote + 1 == text.Length)
            {
                Open = false;
                return;
            }
            if (text[quote + 1] != '"')
                throw AfterQuote(key);
            table.Text.Append((byte)'"');
            text = text[(quote + 2)..];
        }
        table.Text.Append(text);
    }

    private InvalidFileException AfterQuote(Func<string> key) =>
        site.Fault($"{key()}/{Name}", "Text follows the closing quote.", "Double each quote inside the value.");

    private void Close()
    {
        var qualifier = table.Qualifiers[^1];
        table.Qualifiers[^1] = qualifier with { Value = (qualifier.Value.Start, table.Text.Length) };
    }
}
