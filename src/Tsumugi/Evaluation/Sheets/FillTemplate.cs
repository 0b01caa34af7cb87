using System.IO.Compression;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>Fills the fields <c>{{name}}</c> of a Word document; everything else, styles too, stays as the office made it.</summary>
public static partial class FillTemplate
{
    private const long MostBytes = 10 << 20;

    /// <summary>A small archive may unpack to much more than it is.</summary>
    private const long MostUnpacked = 100 << 20;

    /// <returns>The filled document; or everything that is wrong with the template.</returns>
    public static Outcome<byte[]> Run(byte[] template, SheetFields fields)
    {
        if (Check(template) is { } refusal)
            return refusal;
        using var copy = new MemoryStream();
        copy.Write(template);
        try
        {
            using var document = WordprocessingDocument.Open(copy, isEditable: true);
            if (document.MainDocumentPart is not { Document.Body: not null } main)
                return NotWord;
            List<OpenXmlElement> parts = [main.Document!, .. main.HeaderParts.Select(part => part.Header!), .. main.FooterParts.Select(part => part.Footer!)];
            if (Unknown(parts, fields) is { } unknown)
                return unknown;
            foreach (var part in parts)
            {
                RepeatRows(part, fields);
                foreach (var paragraph in part.Descendants<Paragraph>())
                    Fill(paragraph, fields.Values);
            }
        }
        catch (Exception error) when (error is OpenXmlPackageException or FileFormatException or InvalidDataException or System.Xml.XmlException or InvalidOperationException or KeyNotFoundException)
        {
            return NotWord;
        }

        return copy.ToArray();
    }

    private static Refusal? Check(byte[] template)
    {
        if (template.Length > MostBytes)
            return Bad(new($"{MostBytes >> 20} MB を超えています", $"it is larger than {MostBytes >> 20} MB"));
        try
        {
            using var archive = new ZipArchive(new MemoryStream(template));
            if (archive.Entries.Sum(entry => entry.Length) > MostUnpacked)
                return Bad(new($"展開すると {MostUnpacked >> 20} MB を超えます", $"it unpacks to more than {MostUnpacked >> 20} MB"));
            return archive.Entries.Any(entry => entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) ? Bad(new("マクロが含まれています", "it holds macros")) : null;
        }
        catch (InvalidDataException)
        {
            return NotWord;
        }
    }

    private static Refusal? Unknown(IEnumerable<OpenXmlElement> parts, SheetFields fields)
    {
        var known = fields.Known;
        var unknown = parts.SelectMany(part => part.Descendants<Paragraph>()).SelectMany(paragraph => Field().Matches(paragraph.InnerText))
            .Select(match => match.Groups[1].Value).Where(name => !known.Contains(name) && !IsOfEmpty(name, fields)).Distinct().ToList();
        return unknown.Count == 0 ? null : Refusal.Invalid(
            "unknown-field",
            new($"テンプレートに知らない欄があります：{string.Join("、", unknown)}。", $"The template names fields that there are not: {string.Join(", ", unknown)}."),
            new($"使える欄：{string.Join("、", known.Order(StringComparer.Ordinal))}。", $"Known fields: {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
    }

    // A group without rows has no fields that could be known.
    private static bool IsOfEmpty(string name, SheetFields fields) => fields.Rows.Any(group => group.Value.Count == 0 && name.StartsWith(group.Key + ".", StringComparison.Ordinal));

    private static void RepeatRows(OpenXmlElement part, SheetFields fields)
    {
        foreach (var row in part.Descendants<TableRow>().ToList())
        {
            var group = Field().Matches(row.InnerText).Select(match => match.Groups[1].Value.Split('.')[0]).FirstOrDefault(fields.Rows.ContainsKey);
            if (group is null)
                continue;
            foreach (var values in fields.Rows[group])
            {
                var made = (TableRow)row.CloneNode(deep: true);
                foreach (var paragraph in made.Descendants<Paragraph>())
                    Fill(paragraph, values.ToDictionary(value => $"{group}.{value.Key}", value => value.Value, StringComparer.Ordinal));
                row.InsertBeforeSelf(made);
            }

            row.Remove();
        }
    }

    /// <summary>Word cuts a text into runs as it likes, also within a field: the first run takes the value, with its own style.</summary>
    private static void Fill(Paragraph paragraph, IReadOnlyDictionary<string, string> values)
    {
        foreach (var match in Field().Matches(Joined(paragraph)).Reverse())
        {
            if (!values.TryGetValue(match.Groups[1].Value, out var value))
                continue;
            var (start, end) = (match.Index, match.Index + match.Length);
            var at = 0;
            Text? first = null;
            foreach (var text in paragraph.Descendants<Text>().ToList())
            {
                var (from, to) = (Math.Max(start - at, 0), Math.Min(end - at, text.Text.Length));
                var length = text.Text.Length;
                if (from < to)
                {
                    var kept = text.Text[to..];
                    text.Text = text.Text[..from] + (first is null ? "\uFFFC" : "") + kept;
                    first ??= text;
                }

                at += length;
            }

            Put(first!, value);
        }
    }

    private static string Joined(Paragraph paragraph) => string.Concat(paragraph.Descendants<Text>().Select(text => text.Text));

    /// <summary>Puts the value where the object replacement character stands, with a break for each line feed.</summary>
    private static void Put(Text text, string value)
    {
        var (before, after) = (text.Text[..text.Text.IndexOf('\uFFFC', StringComparison.Ordinal)], text.Text[(text.Text.IndexOf('\uFFFC', StringComparison.Ordinal) + 1)..]);
        var lines = value.Split('\n');
        (text.Text, text.Space) = (before + lines[0], SpaceProcessingModeValues.Preserve);
        OpenXmlElement last = text;
        foreach (var line in lines.Skip(1))
        {
            last = last.InsertAfterSelf(new Break());
            last = last.InsertAfterSelf(new Text(line) { Space = SpaceProcessingModeValues.Preserve });
        }

        ((Text)last).Text += after;
    }

    private static Refusal Bad(Words why) => Refusal.Invalid(
        "bad-template", new($"テンプレートとして使えません：{why.Ja}。", $"This is no template: {why.En}."),
        new("マクロのない Word 文書（.docx）を選んでください。", "Choose a Word document (.docx) without macros."));

    private static Refusal NotWord { get; } = Bad(new("Word 文書（.docx）として読めません", "it cannot be read as a Word document (.docx)"));

    [GeneratedRegex(@"\{\{\s*([A-Za-z][A-Za-z0-9.\-]*)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Field();
}
