using System.Text;
using System.Text.Json;
using Tsumugi.Formats;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Worker.Tables;

/// <summary><c>table</c>: looks into one table of strangers, in a process that may be killed. Asks the hub for the bytes it needs.</summary>
/// <remarks>
/// The hub writes one line, the order. This process writes <c>R offset length</c> and is given so many bytes back, as often
/// as it likes, and at last <c>A length</c> with the answer behind it.
/// </remarks>
internal static class TableCommand
{
    /// <summary>When the hub is gone and cannot end us, we end by ourselves.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(CancellationToken stop)
    {
        await using var alarm = new Timer(_ => Environment.Exit(ExitCodes.HubGone), null, MostTime, Timeout.InfiniteTimeSpan);
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        var order = JsonSerializer.Deserialize(ReadLine(input), TableJson.Default.TableOrder)!;
        var answer = await AnswerAsync(order, new RangeStream(input, output, order.Length), stop);
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, TableJson.Default.TableAnswer);
        output.Write(Encoding.ASCII.GetBytes($"A {json.Length}\n"));
        output.Write(json);
        return ExitCodes.Done;
    }

    private static async Task<TableAnswer> AnswerAsync(TableOrder order, Stream file, CancellationToken stop)
    {
        try
        {
            return order.Kind switch
            {
                "shape" => new() { Shape = await TableFiles.Open(order.File, file).DescribeAsync(order.Part, stop) },
                "rows" => new() { Page = await TableFiles.Open(order.File, file).ReadAsync(order.Ask!, stop) },
                "sql" => SqlQuery.Run(order),
                _ => new() { Fault = $"There is no question of the kind '{order.Kind}'." },
            };
        }
        catch (InvalidFileException broken)
        {
            return new() { Fault = $"{broken.Fault.Field}: {broken.Fault.Problem} {broken.Fault.Remedy}" };
        }
        catch (OutOfMemoryException)
        {
            return new() { Fault = "It needs more memory than a look into a table may take." };
        }
    }

    private static byte[] ReadLine(Stream input)
    {
        var line = new List<byte>();
        for (int b; (b = input.ReadByte()) is not (-1 or '\n');)
            line.Add((byte)b);
        return [.. line];
    }
}
