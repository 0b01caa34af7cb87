using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>The formats by name, or by how a file begins.</summary>
public static class PublicationFormats
{
    private const int HeadLength = 4_096;

    public static IReadOnlyList<IPublicationFormat> All { get; } = [new BibtexFormat(), new RisFormat(), new JsonFormat()];

    /// <param name="name">Null: whichever fits.</param>
    public static async Task<Outcome<(IPublicationFormat Format, TextReader Source)>> FindAsync(string? name, Stream body, CancellationToken stop)
    {
        var source = new StreamReader(body, detectEncodingFromByteOrderMarks: true, bufferSize: HeadLength * 2);
        var buffer = new char[HeadLength];
        var read = await source.ReadBlockAsync(buffer, stop);
        var head = new string(buffer, 0, read);
        var format = string.IsNullOrEmpty(name) ? All.FirstOrDefault(one => one.Fits(head.TrimStart())) : All.FirstOrDefault(one => one.Name == name);
        if (format is null)
        {
            return Refusal.Invalid(
                "unknown-format",
                new("ファイルの形式がわかりません。", "The format of the file is not known."),
                new("BibTeX（.bib）、RIS（.ris）、CSL-JSON、または Crossref / JaLC の JSON を選んでください。", "Give BibTeX (.bib), RIS (.ris), CSL-JSON, or the JSON of Crossref or JaLC."));
        }

        return (format, (TextReader)new HeadedReader(head, source));
    }

    /// <summary>What was read to look at the beginning, and then the rest.</summary>
    private sealed class HeadedReader(string head, TextReader rest) : TextReader
    {
        private int _at;

        public override int Peek() => _at < head.Length ? head[_at] : rest.Peek();

        public override int Read() => _at < head.Length ? head[_at++] : rest.Read();

        public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            if (_at >= head.Length)
                return await rest.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(buffer.Length, head.Length - _at);
            head.AsSpan(_at, count).CopyTo(buffer.Span);
            _at += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
