namespace Tsumugi.Formats.Torch;

internal static class TorchFault
{
    private const string SaveAgain = "Load it in a place where it may do no harm, and save its tensors alone as a dictionary with torch.save (PyTorch 1.6 or later), or as safetensors.";

    public static InvalidFileException At(string file, long? position, string field, string problem, Exception? cause = null) => new(new()
    {
        Rule = "torch",
        File = file,
        Byte = position,
        Field = field.Length <= 200 ? field : $"{field.AsSpan(0, 200)}…",
        Problem = problem,
        Remedy = SaveAgain,
    }, cause);
}
