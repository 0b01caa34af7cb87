using System.Globalization;
using Tsumugi.Worker.Serving.Batching;

namespace Tsumugi.Worker.Serving;

/// <summary>What <c>serve</c> is told on its command line.</summary>
/// <param name="Name"><c>institution/name</c>.</param>
/// <param name="Version">The revision.</param>
internal sealed record ServeOrder(string Name, string Version, string Folder, string Socket, BatchPolicy Policy)
{
    /// <returns>Null when the arguments are not right.</returns>
    public static ServeOrder? Read(string[] arguments)
    {
        if (arguments is not [var model, var folder, var socket, .. var numbers] || model.Split('@') is not [{ Length: > 0 } name, { Length: > 0 } version])
            return null;
        int[] values = [16_384, 5, 262_144];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i == values.Length || !int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
                return null;
        }

        return new(name, version, folder, socket, new(values[0], TimeSpan.FromMilliseconds(values[1]), values[2]));
    }
}
