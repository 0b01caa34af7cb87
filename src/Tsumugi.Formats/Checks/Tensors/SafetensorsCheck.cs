using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Checks.Tensors;

/// <summary>The header of a safetensors file against every rule of the format; lists its tensors.</summary>
public sealed class SafetensorsCheck : IFileCheck
{
    public string Name => "safetensors";

    public void Check(Stream file, string path, Findings findings, CancellationToken ct)
    {
        try
        {
            var table = SafetensorsTable.Read(path, file.Length, (position, destination) =>
            {
                ct.ThrowIfCancellationRequested();
                file.Position = position;
                return file.Read(destination);
            });
            findings.Tensors = [.. table.Tensors.Values.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.End)];
        }
        catch (InvalidFileException e)
        {
            var place = new Place { File = path, Byte = e.Fault.Byte }.At(e.Fault.Field);
            findings.Add(SafetensorsRules.All.Single(rule => rule.Code == e.Fault.Rule).At(place, Place.Short(e.Fault.Problem)));
        }
    }
}
