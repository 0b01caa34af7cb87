using System.Runtime.CompilerServices;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>Lines of a text with their numbers; one that goes on and on is cut and marked.</summary>
internal static class Lines
{
    /// <summary>An abstract may stand on one line, a book may not.</summary>
    private const int Most = 1 << 20;

    /// <returns>The number from 1, the text without its end.</returns>
    public static async IAsyncEnumerable<(int Number, string Text, bool TooLong)> OfAsync(TextReader source, [EnumeratorCancellation] CancellationToken stop)
    {
        var buffer = new char[16_384];
        var line = new System.Text.StringBuilder();
        var (number, tooLong, carriage) = (1, false, false);
        int read;
        while ((read = await source.ReadAsync(buffer.AsMemory(), stop)) > 0)
        {
            for (var at = 0; at < read; at++)
            {
                var c = buffer[at];
                if (carriage && c == '\n')
                {
                    carriage = false;
                    continue;
                }

                carriage = c == '\r';
                if (c is '\n' or '\r')
                {
                    yield return (number++, line.ToString(), tooLong);
                    line.Clear();
                    tooLong = false;
                }
                else if (line.Length < Most)
                {
                    line.Append(c);
                }
                else
                {
                    tooLong = true;
                }
            }
        }

        if (line.Length > 0)
            yield return (number, line.ToString(), tooLong);
    }
}
