using System.Collections.Frozen;

namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Sorts imports into innocent, unknown and dangerous.</summary>
/// <remarks>
/// Only a name on the list is innocent; a module's name alone never is, for torch and numpy both reach os. Names are
/// those that torch.load(weights_only=True) and picklescan know. The dangerous list serves a clear message: what is on
/// neither list is held as well.
/// </remarks>
public static class ImportPolicy
{
    private static readonly FrozenSet<string> Innocent = InnocentNames.All.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> DangerousModules = new[]
    {
        "os", "posix", "nt", "posixpath", "ntpath", "subprocess", "_posixsubprocess", "sys", "runpy", "webbrowser", "socket", "_socket",
        "socketserver", "pty", "shutil", "importlib", "imp", "zipimport", "pkgutil", "ctypes", "_ctypes", "cffi", "code", "codeop", "pdb",
        "bdb", "cProfile", "profile", "timeit", "trace", "doctest", "pydoc", "inspect", "marshal", "pickle", "_pickle", "cPickle", "dill",
        "cloudpickle", "shelve", "multiprocessing", "_multiprocessing", "concurrent", "threading", "_thread", "thread", "asyncio", "signal",
        "platform", "pip", "ensurepip", "venv", "distutils", "setuptools", "pkg_resources", "site", "urllib", "urllib2", "http", "httplib",
        "httplib2", "requests", "aiohttp", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "ssl", "commands", "popen2",
        "tempfile", "glob", "fileinput", "linecache", "mmap", "gc", "atexit", "sched", "idlelib", "lib2to3", "test", "unittest", "types",
        "functools", "operator", "_operator", "io", "_io", "tarfile", "zipfile", "sqlite3", "logging", "paramiko", "fabric", "plumbum",
        "sh", "pexpect", "IPython",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> DangerousBuiltins = new[]
    {
        "eval", "exec", "execfile", "compile", "getattr", "setattr", "delattr", "__import__", "open", "file", "input", "raw_input",
        "breakpoint", "globals", "locals", "vars", "apply", "reload", "map", "filter", "type", "super", "classmethod", "help", "exit", "quit",
        "__build_class__", "__loader__", "__spec__",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> DangerousNames = new[]
    {
        "torch.load", "torch.jit.load", "torch.hub.load", "torch.hub.load_state_dict_from_url", "torch.package.PackageImporter",
        "torch.serialization.load", "numpy.load", "numpy.testing._private.utils.runstring", "numpy.testing.utils.runstring",
        "numpy.fromfile", "numpy.memmap", "joblib.load", "joblib.numpy_pickle.load", "pandas.eval", "pandas.read_pickle",
        "pandas.io.pickle.read_pickle", "uuid._get_command_stdout", "uuid._popen", "logging.config.dictConfig",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static ImportClass Of(string module, string name)
    {
        var full = $"{module}.{name}";
        if (Innocent.Contains(full))
            return ImportClass.Innocent;
        var root = module.Split('.', 2)[0];
        if (root is "builtins" or "__builtin__" or "__builtins__")
            return Danger(name.Split('.').Any(DangerousBuiltins.Contains) || name.Contains("__", StringComparison.Ordinal));
        return Danger(DangerousModules.Contains(root) || DangerousNames.Contains(full) || Reaches(name));
    }

    private static ImportClass Danger(bool known) => known ? ImportClass.Dangerous : ImportClass.Unknown;

    /// <summary>From protocol 4 a name may go on by points: torch.serialization with os.system.</summary>
    private static bool Reaches(string name) => name.Contains('.', StringComparison.Ordinal)
        && name.Split('.').Any(part => DangerousModules.Contains(part)
            || part is "builtins" or "__globals__" or "__builtins__" or "__dict__" or "__class__");
}
